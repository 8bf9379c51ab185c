/**
 * A link that cuts packets anywhere, in both directions, under a server that keeps to
 * chapter 4.3 as a sender: no message is lost, at QoS 2 none comes twice, and the
 * acknowledgements keep the order.
 */

import fc from 'fast-check';
import { deepEqual, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { inLong, often } from '../../kit/long';
import { Conversation } from '../kit/conversation';
import { idAt } from '../kit/raw-broker';
import { DUP, QOS1, QOS2, show, type Version } from '../kit/version';

const PUBACK = 0x40;
const PUBREC = 0x50;
const PUBCOMP = 0x70;

interface Outstanding {
  readonly id: number;
  readonly qos: number;
  readonly payload: string;
  sent: boolean;
  /** The PUBREC has come: from now on only PUBREL. */
  released: boolean;
}

/** What a server knows of its own messages to one client. */
class Sender {
  readonly #version: Version;
  #open: Outstanding[] = [];
  #nextId = 0;
  readonly given: { readonly qos: number; readonly payload: string }[] = [];

  constructor(version: Version) {
    this.#version = version;
  }

  get isDone(): boolean {
    return this.#open.length === 0;
  }

  give(qos: number): void {
    const payload = `${this.given.length}`;
    this.given.push({ qos, payload });
    this.#nextId = (this.#nextId % 5) + 1; // few of them, so that they come again
    while (this.#open.some(({ id }) => id === this.#nextId)) this.#nextId++;
    this.#open.push({ id: this.#nextId, qos, payload, sent: false, released: false });
  }

  /** What goes out for the first time. */
  fresh(): Uint8Array {
    return bytes(
      ...this.#open.filter(({ sent }) => !sent).map((message) => this.#publish(message)),
    );
  }

  /** What goes out on a new connection. */
  again(): Uint8Array {
    return bytes(
      ...this.#open.map((message) =>
        message.released ? this.#version.pubrel(message.id) : this.#publish(message),
      ),
    );
  }

  #publish(message: Outstanding): Uint8Array {
    const first = (message.qos === 1 ? QOS1 : QOS2) | (message.sent ? DUP : 0);
    message.sent = true;
    return this.#version.publish(first, 't', message.id, message.payload);
  }

  /** The client's packets; what the server answers to them. */
  hear(packets: readonly Uint8Array[]): Uint8Array {
    const answers = packets.map((packet) => {
      const type = packet[0]! & 0xf0;
      if (type !== PUBACK && type !== PUBREC && type !== PUBCOMP) return bytes();
      const id = idAt(packet, 2);
      const message = this.#open.find((open) => open.id === id);
      if (type === PUBREC) {
        if (message) message.released = true;
        return this.#version.pubrel(id);
      }
      this.#open = this.#open.filter((open) => open !== message);
      return bytes();
    });
    return bytes(...answers);
  }
}

interface Round {
  /** QoS of the messages that the server gets meanwhile. */
  readonly given: readonly number[];
  /** Bytes that arrive before the link breaks; undefined for all, and no break. */
  readonly cutAfter: number | undefined;
  /** Whether the server still hears what the client has said to them. */
  readonly isHeard: boolean;
}

const round: fc.Arbitrary<Round> = fc.record({
  given: fc.array(fc.constantFrom(1, 2), { maxLength: 4 }),
  cutAfter: fc.option(fc.nat(60), { nil: undefined }),
  isHeard: fc.boolean(),
});

export function hostileLink(version: Version): void {
  const tries = often(200, 5_000);
  show(
    version,
    `over links that cut packets anywhere, messages come in order, all of them, and at QoS 2 once (${inLong(tries)} of them)`,
    {
      '3.1.1': '[MQTT-4.3.2-2, MQTT-4.3.3-2, MQTT-3.3.4-1]',
      '5.0': '[MQTT-4.3.2-4, MQTT-4.3.3-8, MQTT-4.3.3-10, MQTT-4.3.3-11, MQTT-4.3.3-12]',
    },
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(round, { maxLength: 12 }), async (rounds) => {
          const conversation = new Conversation(version);
          const server = new Sender(version);
          await conversation.login();
          for (const one of rounds) await play(conversation, server, one);
          for (let i = 0; i < 20 && !server.isDone; i++) {
            await play(conversation, server, { given: [], cutAfter: undefined, isHeard: true });
          }
          ok(server.isDone, 'the server still waits');
          checkReceived(conversation.received, server.given);
        }),
        tries,
      );
    },
  );
}

async function play(
  conversation: Conversation,
  server: Sender,
  { given, cutAfter, isHeard }: Round,
): Promise<void> {
  const { broker } = conversation;
  for (const qos of given) server.give(qos);
  const stream = bytes(server.hear(broker.takePackets()), server.fresh());
  await conversation.receive(stream.slice(0, cutAfter ?? stream.length));
  if (cutAfter === undefined) return;
  await conversation.lose();
  const said = broker.takePackets();
  if (isHeard) server.hear(said);
  await conversation.login(true);
  broker.takePackets(); // CONNECT
  await conversation.receive(server.again());
}

/** QoS 2 once each and in order; QoS 1 at least once, and for the first time in order. */
function checkReceived(received: readonly string[], given: Sender['given']): void {
  const isQos2 = new Set(given.filter(({ qos }) => qos === 2).map(({ payload }) => payload));
  const qos2 = received.filter((payload) => isQos2.has(payload));
  deepEqual(qos2, Array.from(isQos2), 'at QoS 2');
  const first = Array.from(new Set(received));
  deepEqual(
    first,
    given.map(({ payload }) => payload),
    'each for the first time',
  );
}
