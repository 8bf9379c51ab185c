/**
 * Follows one direction of a connection and notes the beginning of each packet:
 * its fixed header and what may be shown of its body.
 */

import { MQTTCONNECT, MQTTPUBLISH, MQTTReserved } from '../constants';

/** Told of each packet once its beginning is known; `bytes` is valid until the call returns. */
export type PacketSeen = (first: number, remaining: number, bytes: Uint8Array) => void;

/** CONNECT up to its flags and keep-alive: what follows are names and a password. */
export const CONNECT_BYTES = 12;

export class PacketTap {
  readonly #seen: PacketSeen;
  /** The beginning of the body, as far as it is noted. */
  readonly #body: Uint8Array;
  #first = 0;
  #remaining = 0;
  #shift = 0;
  /** Bytes of the body that have passed. */
  #passed = 0;
  #noted = 0;
  #inBody = false;
  #told = false;
  /** No MQTT any more: nothing is noted until the next connection. */
  #lost = false;

  constructor(mostBytes: number, seen: PacketSeen) {
    this.#body = new Uint8Array(mostBytes);
    this.#seen = seen;
  }

  /** A new connection. */
  reset(): void {
    this.#shift = this.#first = 0;
    this.#inBody = this.#lost = false;
  }

  take(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length && !this.#lost;) {
      if (!this.#inBody) this.#header(bytes[at++]!);
      else at += this.#bodyPart(bytes, at);
    }
  }

  #header(byte: number): void {
    if (this.#first === 0) {
      this.#first = byte;
      this.#remaining = this.#shift = 0;
      this.#lost = byte === 0;
      return;
    }
    this.#remaining += (byte & 0x7f) << this.#shift;
    this.#shift += 7;
    if (byte >= 0x80) {
      this.#lost = this.#shift === 28;
      return;
    }
    this.#inBody = true;
    this.#told = false;
    this.#passed = this.#noted = 0;
    if (this.#remaining === 0) this.#end();
  }

  #bodyPart(bytes: Uint8Array, at: number): number {
    const count = Math.min(bytes.length - at, this.#remaining - this.#passed);
    const noted = Math.min(count, this.#body.length - this.#noted);
    for (let i = 0; i < noted; i++) this.#body[this.#noted + i] = bytes[at + i]!;
    this.#noted += noted;
    this.#passed += count;
    if (this.#passed === this.#remaining) this.#end();
    else if (this.#noted === this.#body.length) this.#tell();
    return count;
  }

  #end(): void {
    this.#tell();
    this.#inBody = false;
    this.#first = 0;
  }

  #tell(): void {
    if (this.#told) return;
    this.#told = true;
    this.#seen(this.#first, this.#remaining, this.#body.subarray(0, this.#shown()));
  }

  /** How much of the body is nobody's secret: of a message its topic and identifier only. */
  #shown(): number {
    const type = this.#first & 0xf0;
    if (type === MQTTReserved) return Math.min(this.#noted, 1); // AUTH: its reason code
    if (type === MQTTCONNECT) return Math.min(this.#noted, CONNECT_BYTES);
    if (type !== MQTTPUBLISH || this.#noted < 2) return this.#noted;
    const head = 2 + ((this.#body[0]! << 8) | this.#body[1]!) + (this.#first & 0x06 ? 2 : 0);
    return Math.min(this.#noted, head);
  }
}
