/** Calls into ESP-IDF: see chip.c. */

/** ESP-IDF's number of the reset reason, `esp_reset_reason_t`. */
export function resetReason(this: void): number {
  return native('xs_chip_reset_reason').call(this) as number;
}

export function restart(this: void): never {
  return native('xs_chip_restart').call(this) as never;
}

export function deepSleep(this: void, durationMs: number): never {
  return native('xs_chip_deep_sleep').call(this, durationMs) as never;
}

/** 1,024 bytes in RTC memory, zeros after power-on. Every call gives the same memory. */
export function retained(this: void): ArrayBuffer {
  return native('xs_chip_retained').call(this) as ArrayBuffer;
}

export function fillRandom(this: void, into: Uint8Array): void {
  native('xs_chip_random').call(this, into);
}
