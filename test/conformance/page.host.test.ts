/** The page is what the tests make of it, and the tests name statements that exist. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test'; // it imports files of tests: a process of its own
import { deepEqual, equal } from '../kit/assert';
import { type Evidence, evidenceFiles, idsIn, sentenceOf, TESTS, testsIn } from './kit/evidence';
import { page, unknownIds } from './kit/page';
import { MQTT_3_1_1 } from './v3.1.1/statements';
import { MQTT_5_0 } from './v5.0/statements';

async function allEvidence(): Promise<Evidence[]> {
  const all: Evidence[] = [];
  for (const file of evidenceFiles()) all.push(...(await testsIn(file)));
  return all;
}

test('ids are found in names of tests, and names without them are sentences', () => {
  deepEqual(idsIn('one [MQTT-2.3.1-5]'), ['2.3.1-5']);
  deepEqual(idsIn('two [MQTT-3.1.2-13, MQTT-4.2-1] and more'), ['3.1.2-13', '4.2-1']);
  deepEqual(idsIn('about MQTT-3.1 in general'), []);
  equal(sentenceOf('two [MQTT-3.1.2-13, MQTT-4.2-1] and more'), 'two and more');
});

test('the tables have every statement once', () => {
  for (const [statements, count] of [
    [MQTT_3_1_1, 141],
    [MQTT_5_0, 251],
  ] as const) {
    equal(statements.length, count);
    equal(new Set(statements.map(({ id }) => id)).size, count);
  }
});

test('an id that the standard does not have is found', () => {
  deepEqual(unknownIds([{ file: 'conformance/v5.0/a.test.ts', name: 'a test [MQTT-2.3.1-5]' }]), [
    'conformance/v5.0/a.test.ts: MQTT 5.0 has no statement MQTT-2.3.1-5: a test [MQTT-2.3.1-5]',
  ]);
});

test('the page is up to date, and no test names a statement that does not exist', async () => {
  const evidence = await allEvidence();
  deepEqual(unknownIds(evidence), []);
  const committed = readFileSync(join(TESTS, 'conformance/README.md'), 'utf8');
  const isSame = committed === page(evidence);
  equal(isSame, true, 'test/conformance/README.md is not up to date: npm run conformance');
});
