/** CONNECT, SUBSCRIBE and PUBLISH in one go, and servers that do not take that. */

import { Pipelining } from '../../../../firmware/mqtt/session/pipelining';
import type { SessionOptions } from '../../../../firmware/mqtt/session/session';
import { deepEqual, equal, fail } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import { ack5, connack5, Fixture5, KNOWN5, NEW5, publish5 } from '../../../kit/mqtt5';
import { KNOWN, NEW, puback, publish, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

const SERVER = '172.16.0.2:1883';
const LOGIN = { id: 'client_test1', cleanSession: false };
const SUBSCRIBE = bytes([0x82, 6], [0, 2], field('a'), 1);
const SUBACK = bytes([0x90, 3], [0, 2], 1);

type Answer = ArrayLike<number> | 'closes';

/**
 * Connects to a server that answers CONNECT after CONNECT with these; returns what
 * was behind each CONNECT before its answer.
 */
async function connect(
  fixture: SessionFixture | Fixture5,
  ...answers: Answer[]
): Promise<{ connected: boolean; behind: Uint8Array[] }> {
  const behind: Uint8Array[] = [];
  let settled: boolean | undefined;
  const connecting = fixture.client.connect(LOGIN).then((connected) => (settled = connected));
  for (const answer of answers) {
    await fixture.pass();
    if (settled !== undefined) fail('not asked again');
    const written = fixture.socket.take();
    equal(written[0], 0x10);
    behind.push(written.slice(2 + written[1]!));
    if (answer === 'closes') fixture.socket.end();
    else fixture.socket.send(answer);
    await fixture.pass();
  }
  await fixture.pass();
  if (settled === undefined) fail('asked once more');
  return { connected: await connecting, behind };
}

/** A session that wants to subscribe, and has messages at QoS 1 and 0 to send. */
function busy(options: SessionOptions = { pipelined: true }): SessionFixture {
  const fixture = new SessionFixture(options);
  void fixture.session.subscribe('a', 1);
  fixture.session.deliver('t', 'x');
  fixture.session.deliver('t', 'unanswered', { qos: 0 });
  return fixture;
}

const MESSAGE = publish(0x32, 't', 3, 'x');
const UNANSWERED = publish(0x30, 't', 0, 'unanswered');

test('CONNECT, SUBSCRIBE and PUBLISH leave in one write; what nobody answers for waits for the CONNACK', async () => {
  const fixture = busy();
  let writes = 0;
  fixture.network.onSocket = (socket) => {
    socket.onWrite = () => writes++;
  };
  const { connected, behind } = await connect(fixture, NEW);
  equal(connected, true);
  deepEqual(behind, [bytes(SUBSCRIBE, MESSAGE)]);
  equal(writes, 2);
  deepEqual(fixture.socket.take(), UNANSWERED);
  await fixture.receive(SUBACK, puback(3));
  equal(fixture.session.pending, 0);
  await fixture.lose();
  deepEqual((await connect(fixture, KNOWN)).behind, [bytes()], 'nothing is asked twice');
});

test('answers that come with the CONNACK are taken', async () => {
  const fixture = busy();
  await connect(fixture, bytes(NEW, SUBACK, puback(3)));
  equal(fixture.session.pending, 0);
});

test('without the option everything waits for the CONNACK', async () => {
  const fixture = busy({});
  const { behind } = await connect(fixture, NEW);
  deepEqual(behind, [bytes()]);
  deepEqual(fixture.socket.take(), bytes(SUBSCRIBE, MESSAGE, UNANSWERED));
});

test('a server that closes the connection for it is asked once more without, and remembered', async () => {
  const pipelining = new Pipelining();
  const fixture = busy({ pipelined: pipelining });
  const { connected, behind } = await connect(fixture, 'closes', NEW);
  equal(connected, true);
  deepEqual(behind, [bytes(SUBSCRIBE, MESSAGE), bytes()]);
  deepEqual(Array.from(pipelining.refusedBy), [SERVER]);
  const other = busy({ pipelined: new Pipelining(pipelining.refusedBy) });
  deepEqual((await connect(other, NEW)).behind, [bytes()], 'also over a restart');
});

test('what a CONNECT that came to nothing had behind it goes out again, once', async () => {
  const fixture = busy();
  await connect(fixture, 'closes', NEW);
  const again = fixture.socket.take();
  deepEqual(again, bytes([0x82, 6], [0, 4], field('a'), 1, publish(0x32, 't', 3, 'x'), UNANSWERED));
});

test('a server that is not there is no server that refuses', async () => {
  const pipelining = new Pipelining();
  const fixture = busy({ pipelined: pipelining });
  const { connected } = await connect(fixture, 'closes', 'closes');
  equal(connected, false);
  equal(fixture.client.failure(), 'connection lost');
  deepEqual(Array.from(pipelining.refusedBy), []);
  deepEqual((await connect(fixture, NEW)).behind, [bytes([0x82, 6], [0, 4], field('a'), 1)]);
});

test('a connection that is lost with nothing behind the CONNECT is no sign of anything', async () => {
  const pipelining = new Pipelining();
  const fixture = new SessionFixture({ pipelined: pipelining });
  equal((await connect(fixture, 'closes')).connected, false);
  equal((await connect(fixture, NEW)).connected, true);
  deepEqual(Array.from(pipelining.refusedBy), []);
});

test('a refusal is a refusal', async () => {
  const fixture = busy();
  const { connected } = await connect(fixture, bytes(0x20, 2, 0, 5));
  equal(connected, false);
  equal(fixture.client.state(), 5);
});

test('no message overtakes one that is under way: it waits for the CONNACK', async () => {
  const fixture = new SessionFixture({ pipelined: true });
  await connect(fixture, NEW);
  fixture.session.deliver('t', 'first');
  await fixture.lose();
  fixture.session.deliver('t', 'second');
  deepEqual((await connect(fixture, KNOWN)).behind, [bytes()]);
  deepEqual(
    fixture.socket.take(),
    bytes(publish(0x3a, 't', 2, 'first'), publish(0x32, 't', 3, 'second')),
  );
});

test('what was sent behind a CONNECT that came to nothing is sent again with DUP when the server has the session', async () => {
  const fixture = busy();
  await connect(fixture, 'closes', 'closes');
  await connect(fixture, KNOWN);
  const written = fixture.socket.take();
  deepEqual(written.slice(0, 8), publish(0x3a, 't', 3, 'x'));
});

test('nothing is left to wait for when it comes to nothing', async () => {
  const fixture = busy();
  await connect(fixture, 'closes', 'closes');
  const { sockets } = fixture.network;
  equal(fixture.clock.runNext(Number.MAX_SAFE_INTEGER), false, 'a timer is left');
  equal(sockets.length, 2);
});

test('what is pipelined and not acknowledged is missed from the CONNACK on', async () => {
  const fixture = busy();
  await connect(fixture, NEW);
  fixture.socket.take();
  await fixture.pass(5_000);
  deepEqual(fixture.socket.take(), bytes(0xc0, 0)); // PINGREQ
});

test('MQTT 5 pipelines as well, with what it knows of the server', async () => {
  const fixture = new Fixture5({ session: { pipelined: true } });
  fixture.session.deliver('t', 'x');
  deepEqual((await connect(fixture, NEW5)).behind, [publish5(0x32, 't', 2, 'x')]);
  await fixture.receive(ack5(0x40, 2));
  equal(fixture.session.pending, 0);
});

test('a conversation of enhanced authentication has nothing between (MQTT-3.1.2-30 of 5.0)', async () => {
  const authentication = { method: 'M', respond: (data: Uint8Array) => data };
  const fixture = new Fixture5({ mqtt5: { authentication }, session: { pipelined: true } });
  fixture.session.deliver('t', 'x');
  const accepted = connack5(0, 0, 21, field('M'));
  deepEqual((await connect(fixture, accepted)).behind, [bytes()]);
  deepEqual(fixture.socket.take(), publish5(0x32, 't', 2, 'x'));
});

for (const sessionFirst of [true, false]) {
  const order = sessionFirst ? 'session first' : 'MQTT 5 first';

  test(`a server of MQTT 5 that refuses pipelining is asked without, with MQTT 5 (${order})`, async () => {
    for (const refusal of ['closes', connack5(0, 0x82)] as const) {
      const pipelining = new Pipelining();
      const fixture = new Fixture5({ session: { pipelined: pipelining }, sessionFirst });
      fixture.session.deliver('t', 'x');
      const tries = sessionFirst || refusal !== 'closes' ? [refusal] : [refusal, refusal];
      equal((await connect(fixture, ...tries, NEW5)).connected, true);
      equal(fixture.mqtt5.version, 5);
      deepEqual(Array.from(pipelining.refusedBy), [SERVER]);
      deepEqual(fixture.socket.take(), publish5(0x32, 't', 2, 'x'));
      await fixture.lose();
      equal((await connect(fixture, KNOWN5)).connected, true);
    }
  });

  test(`a server of 3.1.1 that closes MQTT 5 without a word is spoken to with 3.1.1 (${order})`, async () => {
    const fixture = new Fixture5({ session: { pipelined: true }, sessionFirst });
    fixture.session.deliver('t', 'x');
    const tries = sessionFirst ? (['closes', 'closes'] as const) : (['closes'] as const);
    equal((await connect(fixture, ...tries, NEW)).connected, true);
    equal(fixture.mqtt5.version, 4);
  });
}
