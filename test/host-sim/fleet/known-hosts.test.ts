/** Names that were found lately. */

import { cachedLookup } from '../../../host-sim/fleet/known-hosts';
import type { Lookup } from '../../../host-sim/world/world';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

class Names {
  asked = 0;
  nowMs = 0;
  answer: string | undefined = '127.0.0.1';
  readonly #waiting: (() => void)[] = [];
  readonly lookup: Lookup = cachedLookup(
    (_, callback) => {
      this.asked++;
      this.#waiting.push(() => callback(this.answer));
    },
    () => this.nowMs,
  );

  find(): Promise<string | undefined> {
    const found = new Promise<string | undefined>((resolve) => this.lookup('broker', resolve));
    for (const answer of this.#waiting.splice(0)) answer();
    return found;
  }
}

test('a name is asked for once a minute', async () => {
  const names = new Names();
  deepEqual([await names.find(), await names.find(), names.asked], ['127.0.0.1', '127.0.0.1', 1]);
  names.nowMs = 60_000;
  await names.find();
  equal(names.asked, 2);
});

test('what is not found is asked for again', async () => {
  const names = new Names();
  names.answer = undefined;
  equal(await names.find(), undefined);
  names.answer = '127.0.0.2';
  equal(await names.find(), '127.0.0.2');
});

test('all who ask meanwhile get the one answer', () => {
  const told: string[] = [];
  let answer: (address: string) => void = () => undefined;
  const lookup = cachedLookup(
    (_, callback) => (answer = callback),
    () => 0,
  );
  for (const who of ['a', 'b']) lookup('broker', (address) => told.push(`${who} ${address ?? ''}`));
  answer('127.0.0.1');
  deepEqual(told, ['a 127.0.0.1', 'b 127.0.0.1']);
});
