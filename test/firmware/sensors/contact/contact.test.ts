/** A contact that chatters when it moves. */

import { Contact } from '../../../../firmware/sensors/contact/contact';
import { Life } from '../../../../host-sim/board/life';
import { digitalInputOf, Level } from '../../../../host-sim/board/pins';
import { deepEqual, equal } from '../../../kit/assert';
import { test } from '../../../kit/test';
import { pass, VirtualClock } from '../../../kit/virtual-clock';

const PIN = 5;

function fixture(level = 0) {
  const clock = new VirtualClock();
  const door = new Level(level);
  const pins = { devices: new Map(), levels: new Map([[PIN, door]]) };
  const io = digitalInputOf(pins, clock, new Life());
  const changes: (readonly [boolean, number])[] = [];
  const contact = new Contact({
    ...{ io, pin: PIN, clock },
    onChange: (isOpen, ticksMs) => changes.push([isOpen, ticksMs]),
  });
  return { clock, door, contact, changes };
}

test('a closed contact pulls its input low, and a broken wire reads as open', () => {
  equal(fixture(0).contact.isOpen, false);
  equal(fixture(1).contact.isOpen, true);
});

test('a door that opens is one change, at its first edge, however it chatters', async () => {
  const { clock, door, contact, changes } = fixture();
  await pass(clock, 1_000);
  for (let i = 0; i < 9; i++) {
    door.set(1 - door.value);
    await pass(clock, 7);
  }
  equal(door.value, 1);
  deepEqual(changes, []);
  await pass(clock, 60);
  deepEqual(changes, [[true, 1_000]]);
  equal(contact.isOpen, true);
});

test('a knock that leaves the door closed is none', async () => {
  const { clock, door, changes } = fixture();
  door.set(1);
  await pass(clock, 20);
  door.set(0);
  await pass(clock, 1_000);
  deepEqual(changes, []);
});

test('a contact that never comes to rest is taken as it is after two seconds', async () => {
  const { clock, door, changes } = fixture();
  for (let i = 0; i < 429; i++) {
    door.set(1 - door.value);
    await pass(clock, 7);
  }
  equal(changes.length > 0, true);
  equal(changes.length < 4, true);
});

test('a contact that is closed for good tells nothing more', async () => {
  const { clock, door, contact, changes } = fixture();
  door.set(1);
  contact.close();
  await pass(clock, 1_000);
  deepEqual(changes, []);
});
