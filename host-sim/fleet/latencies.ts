/** How long the broker takes to acknowledge: from a PUBLISH on its way to its PUBACK, at QoS 2 to its PUBCOMP. */

import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import { PacketSplitter } from '../world/packet-splitter';
import type { ConnectionTap } from '../world/world';

const PUBLISH = 3;
const PUBACK = 4;
const PUBCOMP = 7;

export interface LatencySummary {
  readonly count: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly mostMs: number;
}

export class Latencies {
  readonly #histogram: RecordableHistogram = createHistogram();
  readonly #nowMs: () => number;

  /** `nowMs` has fractions. */
  constructor(nowMs: () => number = () => performance.now()) {
    this.#nowMs = nowMs;
  }

  record(ms: number): void {
    this.#histogram.record(Math.max(1, Math.round(ms * 1_000)));
  }

  /** What was recorded so far does not count. */
  begin(): void {
    this.#histogram.reset();
  }

  /** To three digits; undefined before the first. */
  get summary(): LatencySummary | undefined {
    const histogram = this.#histogram;
    if (histogram.count === 0) return undefined;
    return {
      count: histogram.count,
      p50Ms: histogram.percentile(50) / 1_000,
      p99Ms: histogram.percentile(99) / 1_000,
      mostMs: histogram.max / 1_000,
    };
  }

  /** Looks at one connection of a board. */
  readonly tap = (): ConnectionTap => {
    const sent = new PacketSplitter();
    const received = new PacketSplitter();
    /** When a message went out, by its packet identifier. */
    const open = new Map<number, number>();
    return {
      opened: () => undefined,
      sent: (bytes) => {
        const { buffer, byteOffset, byteLength } = bytes;
        for (const packet of sent.take(Buffer.from(buffer, byteOffset, byteLength))) {
          const id = publishId(packet);
          if (id !== undefined) open.set(id, this.#nowMs());
        }
      },
      received: (bytes) => {
        for (const packet of received.take(bytes as Buffer)) {
          const type = packet[0]! >> 4;
          if (type !== PUBACK && type !== PUBCOMP) continue;
          const id = packet.readUInt16BE(2);
          const sentMs = open.get(id);
          if (sentMs === undefined || !open.delete(id)) continue;
          this.record(this.#nowMs() - sentMs);
        }
      },
      closed: () => {
        open.clear();
      },
    };
  };
}

/** The packet identifier of a PUBLISH that is to be acknowledged. */
function publishId(packet: Buffer): number | undefined {
  const first = packet[0]!;
  if (first >> 4 !== PUBLISH || (first & 0x06) === 0) return undefined;
  let at = 1;
  while (packet[at]! & 0x80) at++;
  const topicAt = at + 1;
  return packet.readUInt16BE(topicAt + 2 + packet.readUInt16BE(topicAt));
}
