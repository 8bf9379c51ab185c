/** MQTT packets out of a stream of bytes, so that some can be lost or changed. */

import type { Network } from './network';
import { PacketSplitter } from './packet-splitter';

const CONNACK = 2;

export class PacketFilter {
  readonly #network: Network;
  readonly #splitter = new PacketSplitter();

  constructor(network: Network) {
    this.#network = network;
  }

  /** What of `bytes`, and of what was held back before, goes on. */
  take(bytes: Buffer): Buffer {
    const passed = this.#splitter.take(bytes).map((packet) => this.#changed(packet));
    return Buffer.concat([
      ...passed.filter((packet) => packet !== undefined),
      this.#splitter.foreign(),
    ]);
  }

  #changed(packet: Buffer): Buffer | undefined {
    const type = packet[0]! >> 4;
    if (this.#network.lostPackets.includes(type)) return undefined;
    const { refusal } = this.#network;
    if (type === CONNACK && refusal > 0) return Buffer.from([packet[0]!, 2, 0, refusal]);
    return packet;
  }
}
