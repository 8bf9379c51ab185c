/** A reading: as it is measured, packed for the outbox, and on the wire. */

import type { SampleForm } from '../mqtt/outbox/samples';
import { toBytes } from '../mqtt/text';

export interface Reading {
  readonly temperatureC: number;
  readonly humidityPercent: number;
  /** When it was measured, on the monotonic clock. */
  readonly ticksMs: number;
}

/** Tenths of a degree and of a percent, two bytes each: more no DHT measures. */
export function packReading({ temperatureC, humidityPercent }: Reading): Uint8Array {
  const temperature = Math.round(temperatureC * 10);
  const humidity = Math.round(humidityPercent * 10);
  return Uint8Array.of(temperature >> 8, temperature, humidity >> 8, humidity);
}

export interface ReadingOptions {
  /** The station's, which stands in the payload. */
  readonly id: string;
  readonly topic: Uint8Array;
  /** 0 to 2 */
  readonly qos: number;
  /** How many are kept while they cannot be sent; all that there is room for when it is not said. */
  readonly keep?: number | undefined;
  /** Encrypts the payload. */
  readonly seal?: ((payload: Uint8Array) => Uint8Array) | undefined;
}

/** What readings are in the outbox. */
export function readingForm({ id, topic, qos, keep, seal }: ReadingOptions): SampleForm {
  const payloadOf = (packed: Uint8Array, timeS: number | null): Uint8Array =>
    toBytes(readingPayload(id, packed, timeS));
  return {
    topic,
    qos,
    ...(keep !== undefined && { keep }),
    render: seal ? (packed, timeS) => seal(payloadOf(packed, timeS)) : payloadOf,
  };
}

/** JSON with its keys in this order; `timestamp` is Unix seconds, null when it is not known. */
export function readingPayload(id: string, packed: Uint8Array, timeS: number | null): string {
  return JSON.stringify({
    deviceID: id,
    temperature: (((packed[0]! << 24) >> 16) | packed[1]!) / 10,
    timestamp: timeS,
    humidity: ((packed[2]! << 8) | packed[3]!) / 10,
  });
}
