/**
 * How often in a row the program has crashed, and why, in memory that outlasts a
 * restart but no power cut. What lies there may be chance: it is checked.
 */

import type { ResetReason } from '../ports/reset';

/** Where the record lies in the retained bytes, and how long it is; those behind it are free. */
const OFFSET = 0;
const LENGTH = 8;

/** `pubc`, and what makes the sum of all bytes 0 at the end. */
const MAGIC: readonly number[] = Object.freeze([0x70, 0x75, 0x62, 0x63]);
const CRASHES = 4;
const CAUSE = 5;
const WAITS = 6;
const CHECK = 7;

/** Resets that nobody has asked for. */
const CAUSES: readonly ResetReason[] = Object.freeze(['panic', 'watchdog', 'brown-out']);

export class CrashRecord {
  readonly #bytes: Uint8Array;

  /** Takes what `retained` holds, or begins anew there. */
  constructor(retained: Uint8Array) {
    this.#bytes = retained.subarray(OFFSET, OFFSET + LENGTH);
    if (!this.#isSound()) this.clear();
  }

  #isSound(): boolean {
    const bytes = this.#bytes;
    if (!MAGIC.every((byte, at) => bytes[at] === byte)) return false;
    return sum(bytes) === 0 && bytes[CAUSE]! < CAUSES.length;
  }

  /** Counts the reset that this start follows, if it was a crash. */
  started(reason: ResetReason): void {
    const cause = CAUSES.indexOf(reason);
    // A person at the button, or at the plug, begins anew.
    if (reason === 'power on' || reason === 'external pin') this.clear();
    else if (cause >= 0) this.#write(Math.min(255, this.crashes + 1), cause, this.waits);
  }

  /** How many crashes there were since a run that held. */
  get crashes(): number {
    return this.#bytes[CRASHES]!;
  }

  /** Why the last one was; of no meaning without one. */
  get cause(): ResetReason {
    return CAUSES[this.#bytes[CAUSE]!]!;
  }

  /** How many times was waited for it to get better. */
  get waits(): number {
    return this.#bytes[WAITS]!;
  }

  /** The program is given another try: one more crash, and it waits again. */
  retry(crashes: number): void {
    this.#write(crashes, this.#bytes[CAUSE]!, Math.min(255, this.waits + 1));
  }

  /** A run has held. */
  clear(): void {
    this.#write(0, 0, 0);
  }

  #write(crashes: number, cause: number, waits: number): void {
    const bytes = this.#bytes;
    bytes.set(MAGIC);
    bytes[CRASHES] = crashes;
    bytes[CAUSE] = cause;
    bytes[WAITS] = waits;
    bytes[CHECK] = 0;
    bytes[CHECK] = 256 - sum(bytes);
  }
}

function sum(bytes: Uint8Array): number {
  let total = 0;
  for (let i = 0; i < bytes.length; i++) total += bytes[i]!;
  return total & 0xff;
}
