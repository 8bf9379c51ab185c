/** The settings that were received and outlast a restart. */

import type { KeyValueStore } from '../ports/key-value';
import { intervalProblem } from './settings';

const DOMAIN = 'station';
const INTERVAL_KEY = 'intervalMs';

/**
 * The interval last saved, or undefined when there is none, or it makes no sense.
 * Throws what the store throws.
 */
export function loadInterval(store: KeyValueStore): number | undefined {
  const domain = store.open({ path: DOMAIN });
  let value: Uint8Array | undefined;
  try {
    value = domain.read(INTERVAL_KEY);
  } finally {
    domain.close();
  }
  if (value?.length !== 4) return undefined;
  const intervalMs = value[0]! * 0x100_0000 + ((value[1]! << 16) | (value[2]! << 8) | value[3]!);
  return intervalProblem(intervalMs) === undefined ? intervalMs : undefined;
}

/** Throws what the store throws: it may be full. */
export function saveInterval(store: KeyValueStore, intervalMs: number): void {
  const domain = store.open({ path: DOMAIN });
  try {
    const value = Uint8Array.of(intervalMs >>> 24, intervalMs >>> 16, intervalMs >>> 8, intervalMs);
    domain.write(INTERVAL_KEY, value);
  } finally {
    domain.close();
  }
}
