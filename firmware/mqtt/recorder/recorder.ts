/**
 * The flight recorder: remembers the last packets of a client, both ways, and tells
 * them as text when something has gone wrong. Payloads, names and passwords are not
 * kept at all.
 *
 *     const recorder = new Recorder({ clock });
 *     const client = new PubSubClient('broker.local', 1883, { io: recorder.wrap(TCP), dns, clock });
 *     client.setCloseCallback(() => print(recorder.dump()));
 */

import type { MonotonicClock } from '../../ports/clock';
import type { Socket, SocketConstructor, SocketOptions } from '../../ports/socket';
import { whole } from '../arguments';
import { MQTTCONNECT } from '../constants';
import { packetText } from './packet-text';
import { CONNECT_BYTES, PacketTap } from './packet-tap';

export interface RecorderOptions {
  readonly clock: MonotonicClock;
  /** How many packets are remembered; 32 when it is not said. */
  readonly packets?: number;
  /** How many bytes of each, 12 to 255; 48 when it is not said, which most topics fit into. */
  readonly bytes?: number;
}

const IN = 0;
const OUT = 1;
/** A connection begins, and one ends. */
const OPENED = 2;
const ENDED = 3;
/** Beside a direction: the connection speaks MQTT 5. */
const MQTT5 = 0x10;

/** Where the level stands in a CONNECT whose protocol name is MQTT, clause 3.1.2.2. */
const LEVEL_AT = 6;

/** Everything lies in arrays of fixed size: recording allocates nothing. */
export class Recorder {
  readonly #clock: MonotonicClock;
  readonly #size: number;
  readonly #most: number;
  readonly #timesMs: Float64Array;
  readonly #kinds: Uint8Array;
  readonly #firsts: Uint8Array;
  readonly #remaining: Uint32Array;
  readonly #lengths: Uint8Array;
  readonly #bodies: Uint8Array;
  /** How many were ever recorded. */
  #count = 0;
  /** MQTT5 while the last CONNECT asked for it. */
  #version = 0;

  constructor({ clock, packets = 32, bytes = 48 }: RecorderOptions) {
    whole(packets, 'Recorder: packets', 65_535, 1);
    whole(bytes, 'Recorder: bytes', 255, CONNECT_BYTES);
    this.#clock = clock;
    this.#size = packets;
    this.#most = bytes;
    this.#timesMs = new Float64Array(packets);
    this.#kinds = new Uint8Array(packets);
    this.#firsts = new Uint8Array(packets);
    this.#remaining = new Uint32Array(packets);
    this.#lengths = new Uint8Array(packets);
    this.#bodies = new Uint8Array(packets * bytes);
  }

  /** The socket class `io`, overheard. */
  wrap(io: SocketConstructor): SocketConstructor {
    const note = (kind: number): void => {
      this.#note(kind, 0, 0, undefined);
    };
    const input = new PacketTap(this.#most, (first, remaining, bytes) => {
      this.#note(IN, first, remaining, bytes);
    });
    const output = new PacketTap(this.#most, (first, remaining, bytes) => {
      this.#note(OUT, first, remaining, bytes);
    });
    return class implements Socket {
      readonly #socket: Socket;

      constructor(options: SocketOptions) {
        input.reset();
        output.reset();
        note(OPENED);
        this.#socket = new io({
          ...options,
          onError: () => {
            note(ENDED);
            options.onError?.();
          },
        });
      }

      read(into: Uint8Array): number {
        const count = this.#socket.read(into);
        input.take(into.subarray(0, count));
        return count;
      }

      write(bytes: Uint8Array): number {
        const room = this.#socket.write(bytes);
        output.take(bytes);
        return room;
      }

      close(): void {
        this.#socket.close();
      }
    };
  }

  #note(kind: number, first: number, remaining: number, bytes: Uint8Array | undefined): void {
    if (bytes && (first & 0xf0) === MQTTCONNECT) this.#version = bytes[LEVEL_AT] === 5 ? MQTT5 : 0;
    const at = this.#count % this.#size;
    this.#timesMs[at] = this.#clock.now();
    this.#kinds[at] = bytes ? kind | this.#version : kind;
    this.#firsts[at] = first;
    this.#remaining[at] = remaining;
    this.#lengths[at] = bytes?.length ?? 0;
    if (bytes) this.#bodies.set(bytes, at * this.#most);
    this.#count++;
  }

  /** A line for each packet, oldest first: seconds on the clock, direction, what it was. */
  dump(): string {
    const lines: string[] = [];
    for (let n = Math.max(0, this.#count - this.#size); n < this.#count; n++) {
      lines.push(this.#line(n % this.#size));
    }
    return lines.join('\n');
  }

  #line(at: number): string {
    const seconds = (this.#timesMs[at]! / 1000).toFixed(3);
    const kind = this.#kinds[at]!;
    if (kind === OPENED) return `${seconds} -- a connection begins`;
    if (kind === ENDED) return `${seconds} -- it ends`;
    const start = at * this.#most;
    const body = this.#bodies.subarray(start, start + this.#lengths[at]!);
    const text = packetText(this.#firsts[at]!, this.#remaining[at]!, body, (kind & MQTT5) !== 0);
    return `${seconds} ${(kind & ~MQTT5) === IN ? '<-' : '->'} ${text}`;
  }
}
