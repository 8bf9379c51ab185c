/** Settings over settings. */

import { overlaid } from '../../../host-sim/engine/overlay';
import { deepEqual } from '../../kit/assert';
import { test } from '../../kit/test';

test('settings are laid over each other field by field', () => {
  deepEqual(
    overlaid(
      { a: 1, b: { c: 2, d: 3 }, e: [{ f: 4, g: 5 }] },
      { a: undefined, b: { c: 6 }, e: [{ f: 7, g: undefined }], h: 8 },
    ),
    { a: 1, b: { c: 6, d: 3 }, e: [{ f: 7, g: 5 }], h: 8 },
  );
});
