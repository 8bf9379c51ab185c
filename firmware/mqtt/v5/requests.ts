/**
 * Requests and their responses, MQTT 5 clause 4.10: a request names the topic where
 * its response is expected, and brings along what the response has to repeat.
 *
 *     const requests = new Requests(session, clock, random, 'esp32/response');
 *     session.setHandler((message) => { if (!requests.take(message)) … });
 *     await requests.listen();
 *     const answer = await requests.send('service/time', 'now'); // bytes, or why there are none
 *
 * The other side answers with `respond(session, message, payload)`.
 */

import type { MonotonicClock, Timer } from '../../ports/clock';
import type { Random } from '../../ports/random';
import type { IncomingMessage } from '../session/incoming';
import type { Session } from '../session/session';
import type { SubscribeOutcome } from '../session/subscriptions';
import { publishProperties, readProperties } from './properties';

/** Why there is no response. */
export type RequestFailure = 'timeout' | 'refused' | 'expired' | 'dropped';

export interface RequestOptions {
  /** How long the response may take, 10,000 ms when it is not said. */
  readonly timeoutMs?: number;
  /** 0 to 2; 1 when it is not said. */
  readonly qos?: number;
}

interface Pending {
  readonly settle: (outcome: Uint8Array | RequestFailure) => void;
  readonly timer: Timer;
}

const LIFE_BYTES = 4;

export class Requests {
  readonly #session: Session;
  readonly #clock: MonotonicClock;
  readonly #responseTopic: string;
  readonly #pending = new Map<number, Pending>();
  /** This life of the client's: an answer to one before it, which comes late, is nobody's. */
  readonly #life = new Uint8Array(LIFE_BYTES);
  #last = 0;

  /** `responseTopic` must be this client's own. */
  constructor(session: Session, clock: MonotonicClock, random: Random, responseTopic: string) {
    this.#session = session;
    this.#clock = clock;
    this.#responseTopic = responseTopic;
    random.fill(this.#life);
  }

  /** Subscribes to the responses. */
  listen(): Promise<SubscribeOutcome> {
    return this.#session.subscribe(this.#responseTopic, 1);
  }

  /** Sends a request. Resolves with the payload of its response, or why there is none. */
  send(
    topic: string,
    payload: string | Uint8Array,
    { timeoutMs = 10_000, qos = 1 }: RequestOptions = {},
  ): Promise<Uint8Array | RequestFailure> {
    const number = ++this.#last;
    const correlationData = new Uint8Array(LIFE_BYTES + 4);
    correlationData.set(this.#life);
    new DataView(correlationData.buffer).setUint32(LIFE_BYTES, number);
    const properties = publishProperties({ responseTopic: this.#responseTopic, correlationData });
    return new Promise((settle) => {
      const timer = this.#clock.set(() => this.#settle(number, 'timeout'), timeoutMs);
      this.#pending.set(number, { settle, timer });
      const receipt = this.#session.deliver(topic, payload, { qos, properties });
      receipt.settled.then(
        ({ state }) => {
          const isFailure = state === 'refused' || state === 'expired' || state === 'dropped';
          if (isFailure) this.#settle(number, state);
        },
        () => undefined, // receipts never reject
      );
    });
  }

  /** Takes a message that the session has handed on; false when it is no response. */
  take({ topic, payload, properties }: IncomingMessage): boolean {
    if (topic !== this.#responseTopic) return false;
    this.answered(topic, payload, readProperties(properties).correlationData);
    return true;
  }

  /** The same for a message at QoS 0, which comes to the client's callback. */
  answered(topic: string, payload: Uint8Array, correlationData: Uint8Array | undefined): void {
    if (topic !== this.#responseTopic || correlationData?.length !== LIFE_BYTES + 4) return;
    if (!this.#life.every((byte, i) => byte === correlationData[i])) return;
    const { buffer, byteOffset } = correlationData;
    this.#settle(new DataView(buffer, byteOffset).getUint32(LIFE_BYTES), payload.slice());
  }

  #settle(number: number, outcome: Uint8Array | RequestFailure): void {
    const pending = this.#pending.get(number);
    if (!pending) return; // too late, or not ours
    this.#pending.delete(number);
    this.#clock.clear(pending.timer);
    pending.settle(outcome);
  }
}

/** Answers a request; false when the message is none. */
export function respond(
  session: Session,
  { properties }: IncomingMessage,
  payload: string | Uint8Array,
): boolean {
  const { responseTopic, correlationData } = readProperties(properties);
  if (responseTopic === undefined) return false;
  const answer = correlationData ? publishProperties({ correlationData }) : undefined;
  session.deliver(responseTopic, payload, answer ? { properties: answer } : {});
  return true;
}
