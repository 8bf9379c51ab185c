/** Whole packets out of the bytes of one direction of a connection, each with mqtt-packet's judgement. */

import { type Packet, parser } from 'mqtt-packet';
import type { PacketRow } from '../protocol';
import { packetFields, packetSummary } from './packet-fields';

/** Of a packet so many bytes are shown. */
const SHOWN_BYTES = 512;
/** Nothing that the board sends is as long; who is told so much length speaks another protocol. */
const LONGEST_BYTES = 300_000;

export interface SeenPacket {
  /** Undefined when mqtt-packet does not understand it. */
  readonly packet: Packet | undefined;
  readonly row: Omit<PacketRow, 'id' | 'atMs' | 'connection' | 'toBroker'>;
}

/** What both directions of a connection know. */
export interface Dialect {
  /** 4 for 3.1.1, until a CONNECT says otherwise. */
  version: number;
}

export class PacketStream {
  readonly #dialect: Dialect;
  readonly #onPacket: (seen: SeenPacket) => void;
  #rest = Buffer.alloc(0);
  /** It is no MQTT, or no longer. */
  #isForeign = false;

  constructor(dialect: Dialect, onPacket: (seen: SeenPacket) => void) {
    this.#dialect = dialect;
    this.#onPacket = onPacket;
  }

  take(bytes: Uint8Array): void {
    if (this.#isForeign) return;
    this.#rest = Buffer.concat([this.#rest, bytes]);
    for (let size = sizeOf(this.#rest); size !== undefined; size = sizeOf(this.#rest)) {
      if (size > LONGEST_BYTES) {
        this.#isForeign = true;
        this.#rest = Buffer.alloc(0);
        return;
      }
      if (this.#rest.length < size) return;
      const packet = Buffer.from(this.#rest.subarray(0, size));
      this.#rest = this.#rest.subarray(size);
      this.#see(packet);
    }
  }

  #see(bytes: Buffer): void {
    const { packet, problem } = judged(bytes, this.#dialect.version);
    if (packet?.cmd === 'connect') this.#dialect.version = packet.protocolVersion ?? 4;
    const fields = packetFields(bytes, packet, this.#dialect.version === 5);
    const shown = Buffer.from(bytes.subarray(0, SHOWN_BYTES));
    for (const { kind, at, length } of fields) {
      if (kind === 'secret') shown.fill(0, at, at + length);
    }
    this.#onPacket({
      packet,
      row: {
        type: packet ? packet.cmd.toUpperCase() : '?',
        summary: packet ? packetSummary(packet) : '',
        bytes: bytes.length,
        hex: shown.toString('hex'),
        fields,
        ...(problem !== undefined && { problem }),
      },
    });
  }
}

/** Bytes of the packet at the beginning; undefined when that cannot be told yet. */
function sizeOf(bytes: Uint8Array): number | undefined {
  let length = 0;
  for (let i = 0; i < 4; i++) {
    const byte = bytes[1 + i];
    if (byte === undefined) return undefined;
    length += (byte & 0x7f) * 128 ** i;
    if (byte < 0x80) return 2 + i + length;
  }
  return Infinity;
}

function judged(
  bytes: Buffer,
  protocolVersion: number,
): { readonly packet?: Packet; readonly problem?: string } {
  const judge = parser({ protocolVersion });
  const found: { packet?: Packet; problem?: string } = {};
  judge.on('packet', (packet) => (found.packet = packet));
  judge.on('error', (error: Error) => (found.problem = error.message));
  try {
    judge.parse(bytes);
  } catch (error) {
    found.problem = String(error);
  }
  return found;
}
