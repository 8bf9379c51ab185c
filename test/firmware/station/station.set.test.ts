/** Settings that come over MQTT. */

import type { KeyValueDomain } from '../../../firmware/ports/key-value';
import { eventLine } from '../../../firmware/station/event-text';
import { SimulatedFlash } from '../../../host-sim/board/flash';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { bytes, field } from '../../kit/bytes';
import { StationFixture } from '../../kit/station';
import { test } from '../../kit/test';

const ROOT = 'pubsub-xs/esp32-0aff12';

/** Seconds at which readings were measured, from the start. */
function seconds(fixture: StationFixture): number[] {
  return fixture.broker
    .heard(`${ROOT}/reading`)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp % 3600);
}

test('a new interval holds from the moment it comes', async () => {
  const fixture = await new StationFixture().run(4_000);
  fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await fixture.pass(90_100);
  deepEqual(seconds(fixture), [2, 34, 64, 94]);
  const [told] = fixture.told('settings');
  deepEqual([told?.intervalMs, told?.source], [30_000, 'received']);
});

test('a new interval outlasts a restart', async () => {
  const flash = new SimulatedFlash();
  const before = await new StationFixture({ flash }).run(4_000);
  before.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await before.pass(1_000);
  const after = await new StationFixture({ flash }).run(40_000);
  deepEqual(seconds(after), [2, 32]);
  deepEqual([after.told('settings')[0]?.source], ['saved']);
});

test('a saved interval that makes no sense is left alone', async () => {
  const flash = new SimulatedFlash();
  const domain = flash.open({ path: 'station' });
  for (const value of [[], [0, 0, 0, 1], [0xff, 0xff, 0xff, 0xff], [1, 2, 3, 4, 5]]) {
    domain.write('intervalMs', Uint8Array.from(value));
    const fixture = await new StationFixture({ flash }).run(15_000);
    deepEqual(seconds(fixture), [2, 12]);
  }
});

/** Flash that can be made to fail, and counts what is done to it. */
class FaultyFlash extends SimulatedFlash {
  openFails = false;
  writeFails = false;
  writes = 0;
  openDomains = 0;

  override open(options: { readonly path: string }): KeyValueDomain {
    if (this.openFails) throw new Error('NVS is corrupt');
    const domain = super.open(options);
    this.openDomains++;
    return {
      read: (key) => domain.read(key),
      write: (key, value) => {
        if (this.writeFails) throw new Error('the store is full');
        this.writes++;
        domain.write(key, value);
      },
      delete: (key) => {
        domain.delete(key);
      },
      keys: () => domain.keys(),
      close: () => {
        this.openDomains--;
        domain.close();
      },
    };
  }
}

test('an interval that cannot be saved holds all the same, and the sender and the log are told', async () => {
  const flash = new FaultyFlash();
  flash.writeFails = true;
  const fixture = await new StationFixture({ flash }).run(4_000);
  fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await fixture.pass(61_000);
  deepEqual(seconds(fixture), [2, 34, 64]);
  const [answer] = fixture.broker.heard(`${ROOT}/error`);
  const { problem } = JSON.parse(answer!) as { problem: string };
  equal(
    problem,
    'intervalMs 30000 holds until the next restart only: it cannot be saved: the store is full',
  );
  const [told] = fixture.told('flash');
  deepEqual(eventLine(told!), { subject: 'flash', text: problem });
  equal(flash.openDomains, 0);
  equal(fixture.told('fault').length, 0);
  flash.writeFails = false;
  fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await fixture.pass(1_000);
  equal(flash.writes, 1);
});

test('a flash that cannot be read does not keep a station from its work', async () => {
  const flash = new FaultyFlash();
  flash.openFails = true;
  const fixture = await new StationFixture({ flash }).run(15_000);
  deepEqual(seconds(fixture), [2, 12]);
  equal(fixture.told('flash')[0]?.problem, 'the saved interval cannot be read: NVS is corrupt');
});

test('the same settings once more, as a retained message brings them, change nothing', async () => {
  const flash = new FaultyFlash();
  const fixture = await new StationFixture({ flash }).run(4_000);
  for (let i = 0; i < 5; i++) {
    fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
    await fixture.pass(1_000);
  }
  equal(flash.writes, 1);
  equal(fixture.told('settings').length, 1);
  const after = await new StationFixture({ flash }).run(4_000);
  after.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await after.pass(1_000);
  equal(flash.writes, 1);
});

test('a message larger than the buffer is answered, whatever it begins with', async () => {
  for (const size of [600, 700, 5_000]) {
    const fixture = await new StationFixture().run(4_000);
    const body = bytes(field(`${ROOT}/set`), '{"intervalMs": 30000}'.padEnd(size));
    const { socket } = fixture.broker.connection!;
    socket.send(bytes(0x30, [(body.length & 0x7f) | 0x80, body.length >> 7], body));
    await fixture.pass(1_000);
    const expected = `${size} bytes are too many`;
    includes(fixture.told('settings refused')[0]!.problem, expected);
    includes(fixture.broker.heard(`${ROOT}/error`)[0]!, expected);
    equal(fixture.told('settings').length, 0);
    fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
    await fixture.pass(1_000);
    equal(fixture.told('settings').length, 1);
  }
});

test('what a connection broke off does not count for the next message', async () => {
  const fixture = await new StationFixture().run(4_000);
  const { socket } = fixture.broker.connection!;
  const topic = field(`${ROOT}/set`);
  socket.send(bytes(0x30, [0x80 | 0x50, 0x0f], topic, '{'.padEnd(1_000)));
  await fixture.pass(10);
  socket.end();
  await fixture.pass(10_000);
  fixture.broker.send(`${ROOT}/set`, '{"intervalMs": 30000}');
  await fixture.pass(1_000);
  equal(fixture.told('settings').length, 1);
});

test('a long name in a message is cut between characters', async () => {
  const fixture = await new StationFixture().run(4_000);
  fixture.broker.send(`${ROOT}/set`, `{"${'a'.repeat(31)}😀b":1}`);
  await fixture.pass(1_000);
  includes(fixture.told('settings refused')[0]!.problem, `"${'a'.repeat(31)}😀…"`);
});

const REFUSED: readonly (readonly [string, string])[] = [
  ['fast', 'not JSON'],
  ['[1]', 'no JSON object'],
  ['null', 'no JSON object'],
  ['30', 'no JSON object'],
  ['{}', 'intervalMs is missing'],
  ['{"intervalMs": 5}', 'it must be a whole number from 1000 to 86400000'],
  ['{"intervalMs": 86400001}', 'it must be a whole number from 1000 to 86400000'],
  ['{"intervalMs": 1500.5}', 'is 1500.5'],
  ['{"intervalMs": "30s"}', 'is a string'],
  ['{"intervalMs": null}', 'is null'],
  ['{"interval": 30}', 'there is no setting "interval"; intervalMs can be set'],
  ['{"__proto__": 1, "intervalMs": 30000}', 'there is no setting "__proto__"'],
];

for (const [payload, problem] of REFUSED) {
  test(`${payload} is answered on the error topic and changes nothing`, async () => {
    const fixture = await new StationFixture().run(4_000);
    fixture.broker.send(`${ROOT}/set`, payload);
    await fixture.pass(20_000);
    const [answer, ...more] = fixture.broker.heard(`${ROOT}/error`);
    equal(more.length, 0);
    includes((JSON.parse(answer!) as { problem: string }).problem, problem);
    includes(fixture.told('settings refused')[0]!.problem, problem);
    deepEqual(seconds(fixture), [2, 12, 22]);
  });
}

test('an empty message, which clears a retained one, is no setting', async () => {
  const fixture = await new StationFixture().run(4_000);
  fixture.broker.send(`${ROOT}/set`, '');
  await fixture.pass(1_000);
  equal(fixture.broker.heard(`${ROOT}/error`).length, 0);
  equal(fixture.told('settings').length, 0);
});

test('bytes that are no text are answered', async () => {
  const fixture = await new StationFixture().run(4_000);
  const topic = `${ROOT}/set`;
  const socket = fixture.broker.connection!.socket;
  socket.send([0x30, topic.length + 4, 0, topic.length, ...ascii(topic), 0xc3, 0x28]);
  await fixture.pass(1_000);
  includes(fixture.broker.heard(`${ROOT}/error`)[0]!, 'not UTF-8');
});

test('a message to another topic is no setting', async () => {
  const fixture = await new StationFixture().run(4_000);
  fixture.broker.send(`${ROOT}/reset`, '{"intervalMs": 30000}');
  await fixture.pass(1_000);
  equal(fixture.told('settings').length, 0);
});

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.codePointAt(0)!);
}

test('a broker that refuses the subscription is told once, with what to check, and readings go on', async () => {
  const station = new StationFixture();
  station.broker.grants = 0x80;
  await station.run(12_000);
  const [told, ...more] = station.told('subscription refused');
  deepEqual(more, []);
  equal(told?.topic, 'pubsub-xs/esp32-0aff12/set');
  includes(told?.check ?? '', 'access rules');
  ok(station.told('reading').length > 0);
});
