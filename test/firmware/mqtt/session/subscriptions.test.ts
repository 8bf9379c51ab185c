import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { KNOWN, NEW, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

function subscribe(id: number, filter: string, qos: number): Uint8Array {
  const body = bytes([0, id], field(filter), qos);
  return bytes(0x82, body.length, body);
}

/** A SUBACK with one return code, clause 3.9. */
function suback(id: number, code: number): Uint8Array {
  return bytes(0x90, 3, [0, id], code);
}

test('a subscription settles with what the server grants, or refuses', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  const granted = fixture.session.subscribe('a/#', 2);
  const refused = fixture.session.subscribe('b', 1);
  deepEqual(fixture.socket.take(), bytes(subscribe(2, 'a/#', 2), subscribe(3, 'b', 1)));
  await fixture.receive(suback(3, 0x80), suback(2, 1));
  equal(await granted, 1);
  equal(await refused, 'refused');
});

test('what cannot be asked is told by name', async () => {
  const fixture = new SessionFixture();
  equal(await fixture.session.subscribe('a', 0), 'not connected');
  await fixture.open();
  equal(await fixture.session.subscribe('a/#/b', 0), 'bad topic');
  equal(await fixture.session.subscribe('a', 3), 'bad QoS');
  equal(await fixture.session.subscribe('x'.repeat(300), 0), 'no room');
});

test('a connection that ends settles what was asked on it', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  const outcome = fixture.session.subscribe('a', 1);
  await fixture.lose();
  equal(await outcome, 'not connected');
});

test('a server that has forgotten the session is asked again, one that has not is not', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  void fixture.session.subscribe('a', 1);
  void fixture.session.subscribe('b', 2);
  void fixture.session.subscribe('c', 0);
  fixture.session.unsubscribe('c');
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.lose();
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), bytes(subscribe(2, 'a', 1), subscribe(3, 'b', 2)));
});

test('a subscription that was asked for without a connection is made with the next', async () => {
  const fixture = new SessionFixture();
  void fixture.session.subscribe('a', 1);
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), subscribe(2, 'a', 1));
});

test('a renewal that is refused is told', async () => {
  const fixture = new SessionFixture();
  const refused: string[] = [];
  fixture.session.onRefused = (filter) => refused.push(filter);
  void fixture.session.subscribe('secret', 1);
  await fixture.reconnect(NEW);
  await fixture.receive(suback(2, 0x80));
  deepEqual(refused, ['secret']);
});
