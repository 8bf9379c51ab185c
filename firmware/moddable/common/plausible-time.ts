/** Which times a clock that was set can show, and a time server can give. */

/**
 * A clock that shows less was never set: it counts from 1970 after power-on. One
 * that shows more has been kept, through deep sleep too.
 */
const EARLIEST_MS = 1_735_689_600_000; // 2025-01-01

/** What the SDK makes of a packet whose time is zero, from a server that has none itself. */
const NO_TIME_S = 0x1_0000_0000 - 2_208_988_800; // 2036-02-07

export function isSet(unixMs: number): boolean {
  return unixMs >= EARLIEST_MS;
}

/** Whether a server's answer is a time, in seconds since 1970 (RFC 5905, section 6). */
export function isTime(unixS: unknown): unixS is number {
  return typeof unixS === 'number' && isSet(unixS * 1000) && unixS !== NO_TIME_S;
}
