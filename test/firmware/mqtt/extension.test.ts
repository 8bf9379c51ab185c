/** The seam for sessions and other modules, exercised by a small one of the test's own. */

import { MQTT_CONNECTION_LOST, MQTTPUBACK, MQTTPUBREL } from '../../../firmware/mqtt/constants';
import type { Extension, ExtensionHost } from '../../../firmware/mqtt/extension';
import type { Malformed } from '../../../firmware/mqtt/failures';
import { checkQos2Header } from '../../../firmware/mqtt/session/qos2';
import { deepEqual, equal } from '../../kit/assert';
import { bytes, field, text } from '../../kit/bytes';
import { ClientFixture } from '../../kit/client';
import { test } from '../../kit/test';

/** Receives QoS 2 without doubles and sends QoS 1 without resending: enough to try every part of the seam. */
class SmallSession implements Extension {
  readonly maximumQos = 2;
  readonly events: string[] = [];
  readonly held = new Set<number>();
  readonly used = new Set<number>();
  host!: ExtensionHost;

  attach(host: ExtensionHost): void {
    this.host = host;
    host.inbox.extension = this;
  }
  connected(sessionPresent: boolean): void {
    this.events.push(`connected ${sessionPresent}`);
  }
  closed(): void {
    this.events.push('closed');
  }
  writable(): void {
    this.events.push('writable');
  }
  passed(first: number, id: number): void {
    this.events.push(`passed ${first >> 4}:${id}`);
    this.host.sender.sendAck((first & 6) === 2 ? 0x40 : 0x50, id);
  }
  usesId(id: number): boolean {
    return this.used.has(id);
  }
  header(first: number, remaining: number): Malformed | undefined {
    return checkQos2Header(first, remaining);
  }
  published(first: number, id: number, topic: string, payload: Uint8Array): void {
    equal(first & 6, 4); // QoS 2
    if (!this.held.has(id)) this.host.inbox.deliver(topic, payload);
    this.held.add(id);
    this.host.sender.sendAck(0x50, id);
  }
  hasTaken(id: number): boolean {
    return this.held.has(id);
  }
  acknowledged(type: number, id: number): void {
    this.events.push(`${type >> 4}:${id}`);
    if (type === MQTTPUBACK) this.used.delete(id);
    if (type !== MQTTPUBREL) return;
    this.held.delete(id);
    this.host.sender.sendAck(0x70, id);
  }
  answered(type: number, id: number, code: number): void {
    this.events.push(`${type >> 4}:${id} ${code}`);
  }
}

async function fixtureWithSession(): Promise<{ fixture: ClientFixture; session: SmallSession }> {
  const fixture = new ClientFixture();
  const session = new SmallSession();
  fixture.client.use(session);
  await fixture.connect([0x20, 2, 1, 0]);
  return { fixture, session };
}

test('a module receives QoS 2 messages once, and acknowledges them itself', async () => {
  const { fixture } = await fixtureWithSession();
  await fixture.receive(0x34, 11, field('topic'), [0, 7], 'hi');
  await fixture.receive(0x3c, 11, field('topic'), [0, 7], 'hi'); // DUP
  await fixture.receive(0x62, 2, 0, 7); // PUBREL
  await fixture.receive(0x34, 11, field('topic'), [0, 7], 'ho');
  deepEqual(
    fixture.messages.map(({ payload }) => text(payload)),
    ['hi', 'ho'],
  );
  deepEqual(
    fixture.socket.take(),
    bytes(
      [0x50, 2, 0, 7], // PUBREC
      [0x50, 2, 0, 7], // PUBREC again
      [0x70, 2, 0, 7], // PUBCOMP
      [0x50, 2, 0, 7], // PUBREC
    ),
  );
});

test('a module publishes with an identifier of its own, which others then leave alone', async () => {
  const { fixture, session } = await fixtureWithSession();
  const id = session.host.ids.next();
  session.used.add(id);
  session.used.add(id + 1);
  equal(session.host.sender.publish(0x32, bytes('t'), id, bytes('hi')), true);
  deepEqual(fixture.socket.take(), bytes(0x32, 7, field('t'), [0, 2], 'hi'));
  fixture.client.subscribe('t', 2);
  deepEqual(fixture.socket.take(), bytes(0x82, 6, [0, 4], field('t'), 2));
  await fixture.receive(0x40, 2, 0, 2);
  equal(session.used.has(2), false);
});

test('a module hears of connection, room, answers and the end', async () => {
  const { fixture, session } = await fixtureWithSession();
  fixture.socket.open(1);
  await fixture.receive(0x90, 3, 0, 9, 2); // SUBACK
  await fixture.receive(0xb0, 2, 0, 9); // UNSUBACK
  await fixture.client.disconnect();
  deepEqual(session.events, ['connected true', 'writable', '9:9 2', '11:9 0', 'closed']);
});

test('a module acknowledges messages that were larger than the buffer', async () => {
  const { fixture, session } = await fixtureWithSession();
  for (const first of [0x32, 0x34]) {
    await fixture.receive(first, [0xac, 0x02], field('topic'), [0, 9], new Uint8Array(291));
  }
  deepEqual(session.events.slice(1), ['passed 3:9', 'passed 3:9']);
  deepEqual(fixture.socket.take(), bytes([0x40, 2, 0, 9], [0x50, 2, 0, 9]));
});

test('a module hears of the end when the connection breaks', async () => {
  const { fixture, session } = await fixtureWithSession();
  fixture.socket.end();
  await fixture.pass();
  deepEqual(session.events, ['connected true', 'closed']);
});

test('a module can end the connection for a reason', async () => {
  const { fixture, session } = await fixtureWithSession();
  session.host.end(MQTT_CONNECTION_LOST, 'connection lost');
  equal(fixture.client.connected(), false);
  equal(fixture.client.failure(), 'connection lost');
});

test('a malformed packet is refused with a module as without', async () => {
  for (const packet of [
    [0x60, 2, 0, 1],
    [0x62, 3, 0, 1, 0],
    [0x50, 2, 0, 0],
  ]) {
    const { fixture } = await fixtureWithSession();
    await fixture.receive(packet);
    equal(fixture.client.connected(), false);
  }
});

test('a module can have the server pinged, and a silent one given up, keep-alive or not', async () => {
  const { fixture, session } = await fixtureWithSession();
  session.host.probe(2_000);
  deepEqual(fixture.socket.take(), bytes(0xc0, 0)); // PINGREQ
  await fixture.pass(1_999);
  equal(fixture.client.connected(), true);
  await fixture.pass(1);
  equal(fixture.client.failure(), 'no PINGRESP');
});

test('a server that answers such a ping is kept, and keep-alive goes on', async () => {
  const { fixture, session } = await fixtureWithSession();
  session.host.probe(2_000);
  await fixture.receive(0xd0, 0); // PINGRESP
  fixture.socket.take();
  await fixture.pass(14_999);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(1);
  deepEqual(fixture.socket.take(), bytes(0xc0, 0));
  equal(fixture.client.connected(), true);
});
