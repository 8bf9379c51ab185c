/** Whole MQTT packets out of a stream of bytes, so that some can be lost or changed. */

import type { Network } from './network';

const CONNACK = 2;
/** Remaining Length has four bytes at most, MQTT 3.1.1 clause 2.2.3. */
const MOST_LENGTH_BYTES = 4;

export class PacketFilter {
  readonly #network: Network;
  #rest = Buffer.alloc(0);
  /** It was no MQTT: from then on everything passes. */
  #isForeign = false;

  constructor(network: Network) {
    this.#network = network;
  }

  /** What of `bytes`, and of what was held back before, goes on. */
  take(bytes: Buffer): Buffer {
    if (this.#isForeign) return bytes;
    const all = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const passed: Buffer[] = [];
    let at = 0;
    for (let size = sizeAt(all, at); size > 0 && at + size <= all.length; size = sizeAt(all, at)) {
      const packet = this.#changed(all.subarray(at, at + size));
      if (packet) passed.push(packet);
      at += size;
    }
    this.#rest = Buffer.from(all.subarray(at));
    if (sizeAt(all, at) < 0) {
      this.#isForeign = true;
      passed.push(this.#rest);
    }
    return Buffer.concat(passed);
  }

  #changed(packet: Buffer): Buffer | undefined {
    const type = packet[0]! >> 4;
    if (this.#network.lostPackets.includes(type)) return undefined;
    const { refusal } = this.#network;
    if (type === CONNACK && refusal > 0) return Buffer.from([packet[0]!, 2, 0, refusal]);
    return packet;
  }
}

/** Bytes of the packet that begins at `at`; 0 when that cannot be told yet, -1 when it is none. */
function sizeAt(bytes: Buffer, at: number): number {
  let length = 0;
  for (let i = 0; i < MOST_LENGTH_BYTES; i++) {
    const byte = bytes[at + 1 + i];
    if (byte === undefined) return 0;
    length += (byte & 0x7f) << (7 * i);
    if (byte < 0x80) return 2 + i + length;
  }
  return -1;
}
