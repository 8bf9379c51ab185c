import { deepEqual, equal } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { KNOWN, NEW, publish, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

function subscribe(id: number, filter: string, qos: number): Uint8Array {
  const body = bytes([0, id], field(filter), qos);
  return bytes(0x82, body.length, body);
}

/** A SUBACK with one return code, clause 3.9. */
function suback(id: number, code: number): Uint8Array {
  return bytes(0x90, 3, [0, id], code);
}

function unsubscribe(id: number, filter: string): Uint8Array {
  const body = bytes([0, id], field(filter));
  return bytes(0xa2, body.length, body);
}

const unsuback = (id: number): Uint8Array => bytes(0xb0, 2, [0, id]);

/** Everything that is written while the window opens by 100 bytes at a time. */
async function writtenInPieces(fixture: SessionFixture): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [fixture.socket.take()];
  for (let i = 0; i < 40; i++) {
    fixture.socket.open(100);
    await fixture.pass();
    pieces.push(fixture.socket.take());
  }
  return bytes(...pieces);
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
  equal(await fixture.session.subscribe('x'.repeat(300), 0), 'too long');
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
  await fixture.receive(suback(2, 1), suback(3, 2), suback(4, 0), unsuback(5));
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.lose();
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), bytes(subscribe(6, 'a', 1), subscribe(7, 'b', 2)));
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

test('what was asked for without a connection is asked of a server that knows the session, too', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  void fixture.session.subscribe('old', 1);
  await fixture.receive(suback(2, 1));
  await fixture.lose();
  void fixture.session.subscribe('new', 2);
  fixture.session.unsubscribe('old');
  fixture.socket.take();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes(subscribe(3, 'new', 2), unsubscribe(4, 'old')));
  await fixture.receive(suback(3, 2), unsuback(4));
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes());
});

test('what a break left unanswered is asked again, whatever the server knows', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  void fixture.session.subscribe('a', 1);
  void fixture.session.subscribe('b', 1);
  fixture.session.unsubscribe('b');
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes(subscribe(5, 'a', 1), unsubscribe(6, 'b')));
});

test('a server that has forgotten the session needs not be asked to forget a subscription', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  void fixture.session.subscribe('a', 1);
  await fixture.receive(suback(2, 1));
  await fixture.lose();
  fixture.session.unsubscribe('a');
  await fixture.reconnect(NEW);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), bytes());
});

test('an answer to an earlier request for the same filter does not stand for the later one', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  const first = fixture.session.subscribe('a', 1);
  const second = fixture.session.subscribe('a', 2);
  await fixture.receive(suback(2, 1));
  equal(await first, 1);
  await fixture.lose();
  equal(await second, 'not connected');
  await fixture.reconnect(KNOWN);
  deepEqual(fixture.socket.take(), subscribe(4, 'a', 2));
});

test('more filters than the buffer holds are renewed as there is room, none is lost', async () => {
  const fixture = new SessionFixture();
  const filters = Array.from({ length: 20 }, (_, i) => `${i}`.padStart(100, 'x'));
  for (const filter of filters) void fixture.session.subscribe(filter, 1);
  fixture.network.window = 60; // CONNECT, and a little
  await fixture.reconnect(NEW);
  const expected = filters.map((filter, i) => subscribe(i + 2, filter, 1));
  deepEqual(await writtenInPieces(fixture), bytes(...expected));
});

test('a request that finds no room waits for it, and messages of the time between go out', async () => {
  const fixture = new SessionFixture();
  fixture.network.window = 60; // CONNECT, and a little
  await fixture.open();
  for (let i = 0; i < 3; i++) fixture.session.deliver('t', 'x'.repeat(60), { qos: 0 });
  const outcome = fixture.session.subscribe('y'.repeat(80), 1);
  const written = await writtenInPieces(fixture);
  const message = publish(0x30, 't', 0, 'x'.repeat(60));
  deepEqual(written, bytes(message, message, message, subscribe(2, 'y'.repeat(80), 1)));
  await fixture.receive(suback(2, 1));
  equal(await outcome, 1);
});

test('what MQTT 5 has beside the QoS does not go out on 3.1.1 [MQTT-3.8.3-4]', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  void fixture.session.subscribe('a', {
    qos: 1,
    noLocal: true,
    retainAsPublished: true,
    retainHandling: 'never',
    identifier: 7,
  });
  deepEqual(fixture.socket.take(), subscribe(2, 'a', 1));
});
