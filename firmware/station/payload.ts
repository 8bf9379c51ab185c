/** What a reading looks like on the wire. */

import type { Reading } from './backlog';

/** JSON with its keys in this order; `timestampS` is Unix seconds, null while the clock is not set. */
export function readingPayload(id: string, reading: Reading, timestampS: number | null): string {
  return JSON.stringify({
    deviceID: id,
    temperature: reading.temperatureC,
    timestamp: timestampS,
    humidity: reading.humidityPercent,
  });
}
