/** The settings that were received and outlast a restart. */

import type { KeyValueStore } from '../ports/key-value';
import type { TokenMark } from './sealing';
import { intervalProblem } from './settings';

const DOMAIN = 'station';
const INTERVAL_KEY = 'intervalMs';
/** The token that set it: its time in Unix seconds, and the mark of its signature. */
const SET_AT_KEY = 'setAtS';
const SET_BY_KEY = 'setBy';

/**
 * The interval last saved, or undefined when there is none, or it makes no sense.
 * Throws what the store throws.
 */
export function loadInterval(store: KeyValueStore): number | undefined {
  const intervalMs = load(store, INTERVAL_KEY);
  return intervalProblem(intervalMs) === undefined ? intervalMs : undefined;
}

/** The token that set something last. Throws what the store throws. */
export function loadMark(store: KeyValueStore): TokenMark {
  return { timeS: load(store, SET_AT_KEY) ?? 0, signature: load(store, SET_BY_KEY) ?? 0 };
}

function load(store: KeyValueStore, key: string): number | undefined {
  const domain = store.open({ path: DOMAIN });
  let value: Uint8Array | undefined;
  try {
    value = domain.read(key);
  } finally {
    domain.close();
  }
  if (value?.length !== 4) return undefined;
  return value[0]! * 0x100_0000 + ((value[1]! << 16) | (value[2]! << 8) | value[3]!);
}

/** Throws what the store throws: it may be full. */
export function saveInterval(store: KeyValueStore, intervalMs: number): void {
  save(store, INTERVAL_KEY, intervalMs);
}

/** Throws what the store throws. */
export function saveMark(store: KeyValueStore, { timeS, signature }: TokenMark): void {
  save(store, SET_BY_KEY, signature);
  save(store, SET_AT_KEY, timeS);
}

function save(store: KeyValueStore, key: string, value: number): void {
  const domain = store.open({ path: DOMAIN });
  try {
    domain.write(key, Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value));
  } finally {
    domain.close();
  }
}
