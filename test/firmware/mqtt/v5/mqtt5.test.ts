/** MQTT 5.0 as a plug-in: which version is spoken, sessions that nobody here knows, ids, goodbyes. */

import { MQTTCONNECT } from '../../../../firmware/mqtt/constants';
import type { ConnectOptions } from '../../../../firmware/mqtt/connect-options';
import { KeyValueStore } from '../../../../firmware/mqtt/session/key-value-store';
import { SimulatedFlash } from '../../../../host-sim/board/flash';
import { deepEqual, equal, fail, throws } from '../../../kit/assert';
import { bytes, field } from '../../../kit/bytes';
import {
  connack5,
  connected5,
  Fixture5,
  type Fixture5Options,
  four,
  KNOWN5,
  NEW5,
  publish5,
} from '../../../kit/mqtt5';
import type { ScriptedSocket } from '../../../kit/scripted-network';
import { KNOWN, NEW } from '../../../kit/session';
import { test } from '../../../kit/test';

/** What a server does with a CONNECT: answers, or closes without a word. */
type Answer = ArrayLike<number> | 'closes';

/** A server by its answers to CONNECTs, one after the other; `seen` has their levels and flags. */
class Server {
  readonly seen: string[] = [];
  readonly #answers: Answer[];

  constructor({ network }: Fixture5, ...answers: Answer[]) {
    this.#answers = answers;
    network.onSocket = (socket) => {
      socket.onWrite = (written) => {
        this.#take(socket, written);
      };
    };
  }

  #take(socket: ScriptedSocket, written: Uint8Array): void {
    if (written[0] !== MQTTCONNECT) return;
    this.seen.push(`${written[8]}${(written[9]! & 2) === 0 ? '' : ' clean'}`);
    const answer = this.#answers.shift() ?? fail('one CONNECT too many');
    if (answer === 'closes') socket.end();
    else socket.send(answer);
  }
}

const LOGIN: ConnectOptions = { id: 'esp', cleanSession: false };

async function connect(fixture: Fixture5, options = LOGIN): Promise<boolean> {
  const connecting = fixture.client.connect(options);
  await fixture.pass(100);
  return connecting;
}

const OLD: readonly (readonly [string, Answer])[] = [
  ['refuses the version with 0x84', connack5(0, 0x84)],
  ['refuses it as 3.1.1 does, with code 1', bytes(0x20, 2, 0, 1)],
  ['closes the connection without a word', 'closes'],
];

for (const [what, answer] of OLD) {
  test(`a server that ${what} is spoken to with 3.1.1, and stays so`, async () => {
    const fixture = new Fixture5({ session: {} });
    const server = new Server(fixture, answer, NEW, NEW);
    equal(fixture.mqtt5.version, 5);
    equal(await connect(fixture), true);
    equal(fixture.mqtt5.version, 4);
    equal(fixture.mqtt5.authenticateAgain(), false);
    await fixture.lose();
    equal(await connect(fixture), true);
    deepEqual(server.seen, ['5', '4', '4']);
    fixture.socket.take();
    const receipt = fixture.session.deliver('t', 'x', { expiryS: 60, properties: bytes(1, 1) });
    deepEqual(fixture.socket.take(), bytes([0x32, 6], field('t'), [0, 2], 'x'));
    await fixture.receive(0x40, 2, 0, 2);
    equal(receipt.state, 'acknowledged');
  });

  test(`not so with fallBack: false, when it ${what}`, async () => {
    const fixture = new Fixture5({ mqtt5: { fallBack: false } });
    const server = new Server(fixture, answer);
    equal(await connect(fixture), false);
    deepEqual(server.seen, ['5']);
    equal(fixture.mqtt5.version, 5);
  });

  test(`not so with what only MQTT 5 has, when it ${what}`, async () => {
    const logins: ConnectOptions[] = [
      { id: 'esp', cleanSession: false, password: 'token' },
      { id: '', cleanSession: false },
    ];
    for (const login of logins) {
      const fixture = new Fixture5();
      const server = new Server(fixture, answer);
      equal(await connect(fixture, login), false);
      deepEqual(server.seen, ['5']);
    }
  });
}

test('a server that closes 3.1.1 as well is spoken to with 5 the next time', async () => {
  const fixture = new Fixture5();
  const server = new Server(fixture, 'closes', 'closes', NEW5);
  equal(await connect(fixture), false);
  equal(fixture.client.failure(), 'connection lost');
  equal(fixture.mqtt5.version, 5);
  equal(await connect(fixture), true);
  deepEqual(server.seen, ['5', '4', '5']);
});

test('a server that took 3.1.1 after a guess is asked with 5 again once it is not there', async () => {
  const fixture = new Fixture5();
  const server = new Server(fixture, 'closes', NEW, 'closes', NEW5);
  equal(await connect(fixture), true);
  await fixture.lose();
  equal(await connect(fixture), false);
  equal(await connect(fixture), true);
  deepEqual(server.seen, ['5', '4', '4', '5']);
});

test('other refusals are no matter of the version', async () => {
  for (const code of [0x80, 0x81, 0x82, 0x85, 0x87, 0x88]) {
    const fixture = new Fixture5();
    const server = new Server(fixture, connack5(0, code));
    equal(await connect(fixture), false);
    equal(fixture.client.state(), code);
    deepEqual(server.seen, ['5']);
  }
});

test('a session of which nothing is known here is given up, and the server asked for a new one [MQTT-3.2.2-4]', async () => {
  const fixture = new Fixture5({ session: {} });
  const server = new Server(fixture, KNOWN5, NEW5, KNOWN5);
  equal(await connect(fixture), true);
  equal(fixture.client.sessionPresent(), false);
  await fixture.lose();
  equal(await connect(fixture), true, 'from now on it is known');
  equal(fixture.client.sessionPresent(), true);
  deepEqual(server.seen, ['5', '5 clean', '5']);
});

test('a server that insists on its session is not asked a third time [MQTT-3.2.2-2]', async () => {
  const fixture = new Fixture5({ session: {} });
  const server = new Server(fixture, KNOWN5, KNOWN5, NEW5);
  equal(await connect(fixture), false);
  equal(fixture.client.failure(), 'malformed: session present');
  deepEqual(server.seen, ['5', '5 clean']);
  equal(await connect(fixture), true);
  deepEqual(server.seen, ['5', '5 clean', '5']);
});

test('a session that comes with a clean start is no reason to ask again [MQTT-3.2.2-2]', async () => {
  const fixture = new Fixture5({ session: {} });
  const server = new Server(fixture, KNOWN5);
  equal(await connect(fixture, { id: 'esp' }), false);
  equal(fixture.client.failure(), 'malformed: session present');
  deepEqual(server.seen, ['5 clean']);
});

const KNOWING: readonly (readonly [string, () => Fixture5Options])[] = [
  ['a program that says nothing was lost', () => ({ session: { assumesSession: true } })],
  [
    'flash on which a session is noted',
    () => {
      const flash = new SimulatedFlash();
      new KeyValueStore(flash).hasSession = true;
      return { session: { store: new KeyValueStore(flash) } };
    },
  ],
];

for (const [what, options] of KNOWING) {
  test(`with ${what} the session goes on`, async () => {
    const fixture = new Fixture5(options());
    const server = new Server(fixture, KNOWN5);
    equal(await connect(fixture), true);
    equal(fixture.client.sessionPresent(), true);
    deepEqual(server.seen, ['5']);
  });
}

test('flash notes the session with the connection, and forgets it with a clean one', async () => {
  const flash = new SimulatedFlash();
  const fixture = new Fixture5({ session: { store: new KeyValueStore(flash) } });
  new Server(fixture, NEW5, NEW5);
  equal(new KeyValueStore(flash).hasSession, false);
  await connect(fixture);
  equal(new KeyValueStore(flash).hasSession, true);
  await fixture.lose();
  await connect(fixture, { id: 'esp' });
  equal(new KeyValueStore(flash).hasSession, false);
});

test('3.1.1 goes on with a session that is not known, as it always has', async () => {
  const fixture = new Fixture5({ session: {} });
  const server = new Server(fixture, connack5(0, 0x84), KNOWN);
  equal(await connect(fixture), true);
  deepEqual(server.seen, ['5', '4']);
});

test('an id that the server has given is used from then on [MQTT-3.1.3-7]', async () => {
  const fixture = new Fixture5({ session: {} });
  const login = { id: '', cleanSession: false };
  new Server(fixture, connack5(0, 0, 18, field('given')), KNOWN5);
  const sent: Uint8Array[] = [];
  for (let time = 0; time < 2; time++) {
    const connecting = fixture.client.connect(login);
    await fixture.pass();
    sent.push(fixture.socket.take());
    await fixture.pass();
    equal(await connecting, true);
    equal(fixture.mqtt5.assignedId, 'given');
    await fixture.lose();
  }
  deepEqual(sent[0]!.slice(-2), field(''));
  deepEqual(sent[1]!.slice(-7), field('given'));
});

test('a goodbye may ask for the will, and set how long the session is kept', async () => {
  const fixture = await connected5({ session: {} });
  const goodbye = fixture.mqtt5.disconnect({ withWill: true, sessionExpiryS: 60 });
  await fixture.pass();
  await goodbye;
  deepEqual(
    fixture.socket.take(),
    bytes(
      [0xe0, 7], // DISCONNECT
      0x04, // Disconnect Reason Code: with Will Message
      5, // Property Length
      17, // Session Expiry Interval
      four(60),
    ),
  );
  equal(fixture.client.state(), -1);
  equal(fixture.client.failure(), 'disconnected');
  deepEqual(fixture.closes, []);
});

test('a goodbye without options is a normal one, by whichever call', async () => {
  for (const how of ['mqtt5', 'client'] as const) {
    const fixture = await connected5();
    await fixture[how].disconnect();
    deepEqual(fixture.socket.take(), bytes(0xe0, 0));
  }
});

test('a session that was asked for with 0 cannot be kept by a goodbye', async () => {
  const fixture = await connected5({ mqtt5: { sessionExpiryS: 0 } });
  throws(() => fixture.mqtt5.disconnect({ sessionExpiryS: 1 }), 'cannot be undone');
  throws(() => fixture.mqtt5.disconnect({ sessionExpiryS: -1 }), 'disconnect: sessionExpiryS -1');
  equal(fixture.client.connected(), true);
  await fixture.mqtt5.disconnect({ sessionExpiryS: 0 });
  deepEqual(fixture.socket.take(), bytes([0xe0, 7], 0, 5, 17, four(0)));
});

test('the session may be plugged in first or last', async () => {
  for (const sessionFirst of [true, false]) {
    const fixture = await connected5({ session: {}, sessionFirst });
    fixture.session.deliver('t', 'x', { properties: bytes(1, 1) });
    deepEqual(fixture.socket.take(), publish5(0x32, 't', 2, 'x', 1, 1));
  }
});

test('a goodbye that asks for the will says nothing to a server of 3.1.1, which then publishes it', async () => {
  const fixture = new Fixture5({ session: {} });
  const connecting = fixture.client.connect('client_test1');
  await fixture.pass();
  fixture.socket.send([0x20, 2, 0, 1]); // 3.1.1's CONNACK: unacceptable protocol version
  await fixture.pass();
  fixture.socket.send([0x20, 2, 0, 0]);
  await fixture.pass();
  equal(await connecting, true);
  equal(fixture.mqtt5.version, 4);
  fixture.socket.take();
  await fixture.mqtt5.disconnect({ withWill: true });
  deepEqual(fixture.socket.take(), bytes());
  equal(fixture.socket.closed, true);
  equal(fixture.client.failure(), 'disconnected');
  deepEqual(fixture.closes, []);
});
