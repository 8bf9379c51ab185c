/** The firmware says which version it is. */

import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { VERSION } from '../../../firmware/station/version';
import { equal } from '../../kit/assert';

test('the firmware has the version of its package', () => {
  const text = readFileSync(new URL('../../../package.json', import.meta.url), 'utf8');
  equal(VERSION, (JSON.parse(text) as { version: string }).version);
});
