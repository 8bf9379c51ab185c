/** Packet identifiers, MQTT 3.1.1 clause 2.3.1. */

import { PacketIds } from '../../../firmware/mqtt/packet-ids';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

test("the first identifier is 2, as PubSubClient's", () => {
  const ids = new PacketIds();
  deepEqual([ids.next(), ids.next(), ids.next()], [2, 3, 4]);
});

test('after 65535 comes 1, and 0 never [MQTT-2.3.1-1]', () => {
  const ids = new PacketIds();
  let before = 1;
  for (let i = 0; i < 2 * 65_535; i++) {
    const id = ids.next();
    equal(id, before === 65_535 ? 1 : before + 1);
    before = id;
  }
  equal(before, 1);
});

test('identifiers in use are skipped [MQTT-2.3.1-2]', () => {
  const inUse = new Set([2, 3, 5]);
  const ids = new PacketIds((id) => inUse.has(id));
  deepEqual([ids.next(), ids.next(), ids.next()], [4, 6, 7]);
});

test('identifiers in use are skipped across the border too', () => {
  const inUse = new Set<number>();
  const ids = new PacketIds((id) => inUse.has(id));
  while (ids.next() !== 65_533);
  for (const id of [65_534, 65_535, 1, 2]) inUse.add(id);
  equal(ids.next(), 3);
});

test('the one identifier that is free is found', () => {
  const ids = new PacketIds((id) => id !== 2);
  deepEqual([ids.next(), ids.next()], [2, 2]);
});

test('what the client asks keeps its identifier until it is answered, or the connection is over [MQTT-2.3.1-2]', () => {
  const ids = new PacketIds();
  deepEqual([ids.ask(), ids.ask()], [2, 3]);
  equal(ids.answered(4), false);
  equal(ids.answered(3), true);
  equal(ids.answered(3), false);
  while (ids.next() !== 65_535);
  deepEqual([ids.next(), ids.next()], [1, 3]);
  ids.forget();
  while (ids.next() !== 65_535);
  deepEqual([ids.next(), ids.next()], [1, 2]);
});

test('it is known which identifiers were given out', () => {
  const ids = new PacketIds();
  equal(ids.gave(2), false);
  ids.next();
  ids.next();
  deepEqual(
    [1, 2, 3, 4].map((id) => ids.gave(id)),
    [false, true, true, false],
  );
  ids.reset();
  equal(ids.gave(2), false);
  for (let i = 0; i < 65_535; i++) ids.next();
  deepEqual(
    [1, 2, 65_535].map((id) => ids.gave(id)),
    [true, true, true],
  );
});

test('a new connection begins from 2 again', () => {
  const ids = new PacketIds();
  for (let i = 0; i < 10; i++) ids.next();
  ids.reset();
  equal(ids.next(), 2);
});

test('a server that answers nothing does not fill the memory: the newest 64 requests are kept apart', () => {
  const ids = new PacketIds();
  for (let i = 0; i < 65; i++) ids.ask(); // 2 to 66
  while (ids.next() !== 65_535);
  deepEqual([ids.next(), ids.next(), ids.next()], [1, 2, 67]);
});
