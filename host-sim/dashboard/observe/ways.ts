/** The way of each reading: from the pulses on the line to the broker's acknowledgement. */

import { explainDht, type MeasurementFailure } from '../../../firmware/sensors/dht/failures';
import { decodeFrame } from '../../../firmware/sensors/dht/frame';
import { type DhtModel, modelOf } from '../../../firmware/sensors/dht/models';
import { decodePulses } from '../../../firmware/sensors/dht/pulses';
import type { Pair, PacketRow, WayRow } from '../protocol';
import type { SeenPacket } from './packet-stream';
import type { Table } from './table';

/** Readings that wait are more than are shown; of these many it is known which is which. */
const MOST_WAITING = 20_000;
/** Room for what the driver does to an answer in place. */
const MOST_WIDTHS = 128;

/** A reading that the station has accepted and the broker has not acknowledged. */
interface Waiting {
  readonly way: number;
  readonly pair: Pair;
  /** Of the PUBLISH that carries it. */
  packetId?: number | undefined;
  payload?: string;
}

export class Ways {
  readonly #table: Table<WayRow>;
  readonly #model: DhtModel;
  readonly #waiting: Waiting[] = [];
  #count = 0;

  constructor(table: Table<WayRow>, model: string) {
    this.#table = table;
    this.#model = modelOf(model)!;
  }

  /** The line has brought an answer, or none; returns why no reading can come of it. */
  answer(train: Int16Array | undefined, startLowUs: number, truth: Pair, atMs: number): WayRow {
    const widths = [...(train ?? [])];
    const decoded = train ? this.#decode(train) : { failure: 'timeout' as const };
    const row: WayRow = {
      ...{ id: this.#count++, atMs, startLowUs, truth, widths },
      ...(decoded.bytes && { bytes: decoded.bytes }),
      ...(decoded.failure && {
        failure: { name: decoded.failure, ...explainDht(decoded.failure) },
        end: 'failed',
      }),
    };
    this.#table.put(row);
    return row;
  }

  /** With the firmware's own steps: what the driver will find, step by step. */
  #decode(train: Int16Array): { bytes?: readonly number[]; failure?: MeasurementFailure } {
    const widths = new Int16Array(MOST_WIDTHS);
    widths.set(train.subarray(0, MOST_WIDTHS));
    const bytes = new Uint8Array(5);
    const failure = decodePulses(widths, Math.min(train.length, MOST_WIDTHS), bytes);
    if (failure) return { failure };
    const reading = decodeFrame(bytes, this.#model);
    return { bytes: [...bytes], ...(typeof reading === 'string' && { failure: reading }) };
  }

  /**
   * The station has a reading and keeps it; returns its way. Asked again too soon a driver
   * gives what it has: that is a way of its own, of which the line has seen nothing.
   */
  accepted(pair: Pair): number {
    const way = [...this.#table.all].reverse().find(({ read, failure }) => !read && !failure);
    const id = way?.id ?? this.#count++;
    this.#table.patch(id, { read: pair });
    this.#waiting.push({ way: id, pair });
    if (this.#waiting.length > MOST_WAITING) this.#waiting.shift();
    return id;
  }

  /** A PUBLISH of a reading has left the board. */
  sent({ packet }: SeenPacket, row: PacketRow): void {
    if (packet?.cmd !== 'publish') return;
    const payload = packet.payload.toString();
    const carried =
      this.#waiting.find((one) => one.payload === payload) ??
      this.#waiting.find((one) => one.payload === undefined && says(payload, one.pair)) ??
      this.#waiting.find((one) => one.payload === undefined);
    if (!carried) return;
    carried.payload = payload;
    carried.packetId = packet.messageId;
    const sends = (this.#table.get(carried.way)?.sends ?? 0) + 1;
    this.#table.patch(carried.way, { payload, packet: row, sends });
  }

  /** The broker has acknowledged a packet id. */
  acknowledged(packetId: number, row: PacketRow): void {
    const found = this.#waiting.find((one) => one.packetId === packetId);
    if (!found) return;
    this.#table.patch(found.way, { acknowledgedMs: row.atMs, acknowledgement: row });
  }

  /** The station counts one as published; returns its way and what it said. */
  published(payload: string): { readonly way: number; readonly pair: Pair } | undefined {
    const at = this.#waiting.findIndex((one) => one.payload === payload);
    const [found] = this.#waiting.splice(Math.max(0, at), 1);
    if (!found) return undefined;
    this.#table.patch(found.way, { payload, end: 'published' });
    return found;
  }
}

/** A payload of the usual kind with these values. */
function says(payload: string, [temperatureC, humidityPercent]: Pair): boolean {
  return (
    payload.includes(`"temperature":${temperatureC},`) &&
    payload.includes(`"humidity":${humidityPercent}}`)
  );
}
