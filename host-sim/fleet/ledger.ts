/**
 * Holds a fleet to account: which of the readings that the boards have accepted were
 * seen at the broker. It remembers only what is still missing, so that a long run of
 * many boards stays small.
 */

/** What was measured, and when: whole seconds of Unix time. */
export interface Accepted {
  readonly unixS: number;
  readonly temperature: number;
  readonly humidity: number;
}

/** As it stands in a payload; the timestamp is null when the clock was not set. */
export interface Seen {
  readonly timestamp: number | null;
  readonly temperature: number;
  readonly humidity: number;
}

export class FleetLedger {
  accepted = 0;
  /** Accepted readings that were seen, each counted once. */
  arrived = 0;
  /** Seen once more. */
  duplicates = 0;
  /** Seen, and never accepted. */
  strangers = 0;
  /** By board: what was accepted and not seen yet, oldest first. */
  readonly #missing: (Accepted[] | undefined)[] = [];
  /** By board: the second of the reading that was accepted last. */
  readonly #lastS: number[] = [];

  accept(board: number, reading: Accepted): void {
    this.accepted++;
    this.#lastS[board] = reading.unixS;
    const missing = this.#missing[board];
    if (missing) missing.push(reading);
    else this.#missing[board] = [reading];
  }

  arrive(board: number, reading: Seen): void {
    const missing = this.#missing[board] ?? [];
    const found = missing.findIndex((accepted) => isSame(accepted, reading));
    if (found >= 0) {
      missing.splice(found, 1);
      this.arrived++;
    } else if (this.#isOld(board, reading)) this.duplicates++;
    else this.strangers++;
  }

  /** Accepted and not seen. While readings are under way it counts those, too. */
  get lost(): number {
    return this.accepted - this.arrived;
  }

  /** The boards that miss some, and how many each. */
  get losers(): { readonly board: number; readonly lost: number }[] {
    return this.#missing.flatMap((missing, board) =>
      missing && missing.length > 0 ? [{ board, lost: missing.length }] : [],
    );
  }

  /** What is not missing and not from the future has been there before. */
  #isOld(board: number, { timestamp }: Seen): boolean {
    return timestamp !== null && timestamp <= (this.#lastS[board] ?? -Infinity);
  }
}

function isSame(accepted: Accepted, { timestamp, temperature, humidity }: Seen): boolean {
  if (timestamp !== null && timestamp !== accepted.unixS) return false;
  return temperature === accepted.temperature && humidity === accepted.humidity;
}
