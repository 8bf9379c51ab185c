/** The outbox at every length of its ring; outbox.test.ts has some of them, in XS too. */

import { forgets } from '../../../kit/outbox';
import { often } from '../../../kit/long';
import { test } from '../../../kit/test';

/** Four times round the ring, and some. */
const MESSAGES = 400;
const { numRuns } = often(40, MESSAGES);

test(`what was carried along behind any of ${numRuns} numbers of messages and then forgotten does not come back`, () => {
  for (let run = 0; run < numRuns; run++) forgets((run * MESSAGES) / numRuns);
});
