/** Subscriptions: what the server grants, and renewing them where it has forgotten them. */

import { decodeId } from '../decode';
import { encodeSubscribe, encodeUnsubscribe } from '../encode';
import type { Wire } from '../extension';
import { toBytes } from '../text';
import { isTopicFilter } from '../topic';

/** The QoS that the server has granted, or why there is no subscription. */
export type SubscribeOutcome =
  0 | 1 | 2 | 'refused' | 'bad topic' | 'bad QoS' | 'not connected' | 'no room';

/** SUBACK's return code for a refusal, clause 3.9.3. */
const REFUSED = 0x80;

interface Request {
  readonly id: number;
  readonly settle: (outcome: SubscribeOutcome) => void;
}

export class Subscriptions {
  readonly #wanted = new Map<string, number>();
  readonly #requests: Request[] = [];
  #wire: Wire | undefined;
  #connected = false;

  attach(wire: Wire): void {
    this.#wire = wire;
  }

  usesId(id: number): boolean {
    return this.#requests.some((request) => request.id === id);
  }

  /**
   * Subscribes, now or with the next connection, and again whenever the server has
   * forgotten the session. Settles with what the server says of this request.
   */
  subscribe(filter: string, qos: number): Promise<SubscribeOutcome> {
    if (!Number.isInteger(qos) || qos < 0 || qos > 2) return Promise.resolve('bad QoS');
    if (!isTopicFilter(toBytes(filter))) return Promise.resolve('bad topic');
    this.#wanted.set(filter, qos);
    return this.#ask(filter, qos);
  }

  /** True when the request has gone out, or there was no connection to ask on. */
  unsubscribe(filter: string): boolean {
    this.#wanted.delete(filter);
    const wire = this.#wire;
    if (!wire || !this.#connected) return true;
    const bytes = toBytes(filter);
    const id = wire.nextId();
    return (
      id !== 0 &&
      wire.send(4 + bytes.length, (out, at, end) => encodeUnsubscribe(out, at, end, id, bytes))
    );
  }

  #ask(filter: string, qos: number): Promise<SubscribeOutcome> {
    const wire = this.#wire;
    if (!wire || !this.#connected) return Promise.resolve('not connected');
    const bytes = toBytes(filter);
    const id = wire.nextId();
    const encode = (out: Uint8Array, at: number, end: number): number =>
      encodeSubscribe(out, at, end, id, bytes, qos);
    if (id === 0 || !wire.send(5 + bytes.length, encode)) return Promise.resolve('no room');
    return new Promise((settle) => {
      this.#requests.push({ id, settle });
    });
  }

  connected(sessionPresent: boolean, onRefused: (filter: string) => void): void {
    this.#connected = true;
    if (sessionPresent) return;
    for (const [filter, qos] of this.#wanted) {
      void this.#ask(filter, qos).then((outcome) => {
        if (outcome === 'refused') onRefused(filter);
      });
    }
  }

  closed(): void {
    this.#connected = false;
    for (const { settle } of this.#requests.splice(0)) settle('not connected');
  }

  /** A SUBACK, checked. An UNSUBACK, and an answer to somebody else's request, settle nothing. */
  acknowledged(bytes: Uint8Array, start: number, end: number): void {
    const id = decodeId(bytes, start);
    const at = this.#requests.findIndex((request) => request.id === id);
    if (at < 0 || end - start < 3) return;
    const [request] = this.#requests.splice(at, 1);
    const code = bytes[start + 2]!;
    request!.settle(code === REFUSED ? 'refused' : (code as 0 | 1 | 2));
  }
}
