/** Restarting and sleeping on the ESP32 family. */

import type { Reset, ResetReason } from '../../ports/reset';
import type { Sleep } from '../../ports/sleep';
import { deepSleep, resetReason, restart, retained } from './chip';

/** By ESP-IDF's numbers, `esp_reset_reason_t`; those behind the last are `unknown`. */
const REASONS: readonly ResetReason[] = Object.freeze([
  'unknown',
  'power on',
  'external pin',
  'software',
  'panic',
  'watchdog', // of interrupts
  'watchdog', // of tasks
  'watchdog', // another
  'deep sleep',
  'brown-out',
]);

const LONGEST_SLEEP_MS = 86_400_000;

export class EspReset implements Reset {
  get reason(): ResetReason {
    return REASONS[resetReason()] ?? 'unknown';
  }

  restart(): never {
    return restart();
  }
}

export class EspSleep implements Sleep {
  readonly retained = new Uint8Array(retained());

  deepSleep(durationMs: number): never {
    if (!(durationMs >= 1 && durationMs <= LONGEST_SLEEP_MS)) {
      throw new RangeError(`deepSleep ${durationMs}: must be from 1 to ${LONGEST_SLEEP_MS} ms`);
    }
    return deepSleep(durationMs);
  }
}
