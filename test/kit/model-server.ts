/** A server as the standard's chapter 4.3 has it, for one client. */

import { ok } from './assert';
import { text } from './bytes';
import { puback, pubcomp, pubrec } from './session';

/** A packet of less than 128 bytes. */
export interface Packet {
  readonly first: number;
  readonly body: Uint8Array;
}

/** What a server does with the packets of one client, by the standard's chapter 4.3. */
export class ModelServer {
  /** Payloads in the order in which they were taken over. */
  readonly taken: string[] = [];
  /** QoS 2 identifiers that were taken over and not released. */
  #unreleased = new Set<number>();
  /** For tests over several lives of the client: whether it has a session, and which life it is. */
  known = false;
  lives = 0;
  /** Answers that are due. */
  answers: Uint8Array[] = [];

  forget(): void {
    this.#unreleased = new Set();
  }

  take({ first, body }: Packet): void {
    const type = first & 0xf0;
    if (type === 0x30) this.#publish(first, body);
    else if (type === 0x60) {
      const id = (body[0]! << 8) | body[1]!;
      this.#unreleased.delete(id);
      this.answers.push(pubcomp(id));
    }
  }

  #publish(first: number, body: Uint8Array): void {
    const topicEnd = 2 + ((body[0]! << 8) | body[1]!);
    const qos = (first >> 1) & 3;
    const payload = text(body.slice(qos === 0 ? topicEnd : topicEnd + 2));
    if (qos === 0) {
      this.taken.push(payload);
      return;
    }
    const id = (body[topicEnd]! << 8) | body[topicEnd + 1]!;
    ok(id !== 0, 'identifier 0');
    if (qos === 1) {
      this.taken.push(payload);
      this.answers.push(puback(id));
      return;
    }
    if (!this.#unreleased.has(id)) this.taken.push(payload);
    this.#unreleased.add(id);
    this.answers.push(pubrec(id));
  }
}

/** Whole packets, all of them short. */
export function packets(stream: Uint8Array): Packet[] {
  const all: Packet[] = [];
  for (let at = 0; at < stream.length;) {
    const length = stream[at + 1]!;
    ok(length < 0x80);
    all.push({ first: stream[at]!, body: stream.slice(at + 2, at + 2 + length) });
    at += 2 + length;
  }
  return all;
}
