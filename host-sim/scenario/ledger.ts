/**
 * Holds a run to account: which of the readings that the station has accepted have
 * arrived, and how often. Readings have no numbers, so they are matched by what they
 * say; those that look alike are counted in order.
 */

/** What a reading says, as it stands in its payload. */
export interface ReadingValues {
  readonly temperature: number;
  readonly humidity: number;
}

export interface AcceptedReading extends ReadingValues {
  /** The time of its measurement by the board's clock, in whole seconds; the true one while that is not set. */
  readonly unixS: number;
}

export interface ArrivedReading extends ReadingValues {
  /** Null for one that was sent before the clock was set. */
  readonly timestamp: number | null;
}

export interface Tally {
  readonly accepted: number;
  /** Accepted readings that have arrived, each counted once. */
  readonly arrived: number;
  /** Arrivals of what had arrived before. */
  readonly duplicates: number;
  /** Readings that gave way in a full store, as the station has told. */
  readonly dropped: number;
  /** Accepted, and neither arrived nor dropped. */
  readonly lost: number;
  /** Arrivals that overtook: a later reading was there before them. */
  readonly disordered: number;
  /** Arrivals that nobody has sent: with values or a timestamp that no accepted reading has. */
  readonly strangers: number;
}

interface Accepted {
  /** How many readings were accepted before. */
  readonly number: number;
  /** How many arrivals were there before it. */
  readonly after: number;
  readonly unixS: number;
  taken: boolean;
}

interface Arrival {
  readonly key: string;
  readonly timestamp: number | null;
  /** The number of arrivals before. */
  readonly number: number;
  /** Which reading it is; undefined for duplicates and strangers. */
  match: Accepted | undefined;
}

export class Ledger {
  readonly #strayS: number;
  readonly #accepted: (AcceptedReading & { readonly after: number })[] = [];
  readonly #arrived: ArrivedReading[] = [];
  #dropped = 0;
  /** What the present run of the program has told so far. */
  #droppedNow = 0;

  /**
   * `strayS` is by how much a timestamp may differ from the second that is expected: 1 in
   * real time, where board and simulator look at the clock one behind the other and a
   * second may begin between them.
   */
  constructor(strayS = 0) {
    this.#strayS = strayS;
  }

  /** The station has accepted a reading. */
  accept(reading: AcceptedReading): void {
    this.#accepted.push({ ...reading, after: this.#arrived.length });
  }

  /** A reading is there. */
  arrive(reading: ArrivedReading): void {
    this.#arrived.push(reading);
  }

  /** So many have given way since the program started. */
  dropped(count: number): void {
    this.#droppedNow = Math.max(this.#droppedNow, count);
  }

  /** The program has started again, and counts from zero. */
  restarted(): void {
    this.#dropped += this.#droppedNow;
    this.#droppedNow = 0;
  }

  /** How many readings are there, each time that one came. */
  get arrivals(): number {
    return this.#arrived.length;
  }

  /** The account as it is now. What is still under way counts as lost. */
  tally(): Tally {
    const matching = new Matching(this.#accepted, this.#arrived, this.#strayS);
    const { matched, duplicates, disordered, strangers } = matching;
    const accepted = this.#accepted.length;
    const dropped = this.#dropped + this.#droppedNow;
    const lost = Math.max(0, accepted - matched - dropped);
    return { accepted, arrived: matched, duplicates, dropped, lost, disordered, strangers };
  }
}

/**
 * Who is who. An arrival with a timestamp can only be a reading of that second, or of one
 * near by where timestamps stray: earlier ones choose first, so that none is left without
 * for that; one without takes, of those alike that were accepted before it and are not claimed by a
 * timestamp, the first behind the last one that came.
 */
class Matching {
  matched = 0;
  duplicates = 0;
  disordered = 0;
  strangers = 0;
  readonly #strayS: number;
  readonly #alike = new Map<string, Alike>();

  constructor(
    accepted: readonly (AcceptedReading & { readonly after: number })[],
    arrived: readonly ArrivedReading[],
    strayS: number,
  ) {
    this.#strayS = strayS;
    for (const [number, reading] of accepted.entries()) {
      const { unixS, after } = reading;
      this.#of(keyOf(reading)).add({ number, after, unixS, taken: false });
    }
    const arrivals: Arrival[] = arrived.map((reading, number) => {
      const { timestamp } = reading;
      return { key: keyOf(reading), timestamp, number, match: undefined };
    });
    // Whoever publishes there may write anything in its place.
    const dated = arrivals.filter(({ timestamp }) => Number.isFinite(timestamp));
    dated.sort((one, other) => one.timestamp! - other.timestamp!);
    for (const arrival of dated) arrival.match = this.#of(arrival.key).claim(arrival);
    let last = -1;
    for (const arrival of arrivals) last = this.#count(arrival, last);
  }

  #of(key: string): Alike {
    let alike = this.#alike.get(key);
    if (!alike) this.#alike.set(key, (alike = new Alike(this.#strayS)));
    return alike;
  }

  #count(arrival: Arrival, last: number): number {
    const alike = this.#of(arrival.key);
    const match = arrival.timestamp === null ? alike.take(arrival.number, last) : arrival.match;
    if (match) {
      this.matched++;
      if (match.number < last) this.disordered++;
      return Math.max(last, match.number);
    }
    if (alike.knows(arrival)) this.duplicates++;
    else this.strangers++;
    return last;
  }
}

/** Accepted readings with the same values, in order. */
class Alike {
  readonly #readings: Accepted[] = [];
  readonly #bySecond = new Map<number, Accepted[]>();
  readonly #strayS: number;
  /** All before it are taken. */
  #firstFree = 0;

  constructor(strayS: number) {
    this.#strayS = strayS;
  }

  add(reading: Accepted): void {
    this.#readings.push(reading);
    const ofSecond = this.#bySecond.get(reading.unixS);
    if (ofSecond) ofSecond.push(reading);
    else this.#bySecond.set(reading.unixS, [reading]);
  }

  /** The reading that an arrival with a timestamp is, unless all such have come before. */
  claim({ timestamp, number }: Arrival): Accepted | undefined {
    const near = this.#near(timestamp!);
    return taken(near.find((reading) => !reading.taken && reading.after <= number));
  }

  /** A reading for an arrival without a timestamp. */
  take(arrival: number, last: number): Accepted | undefined {
    while (this.#readings[this.#firstFree]?.taken) this.#firstFree++;
    let overtaken: Accepted | undefined;
    for (let i = this.#firstFree; i < this.#readings.length; i++) {
      const reading = this.#readings[i]!;
      if (reading.after > arrival) break;
      if (reading.taken) continue;
      if (reading.number > last) return taken(reading);
      overtaken ??= reading;
    }
    return taken(overtaken);
  }

  /** Whether there was such a reading before it at all. */
  knows({ timestamp, number }: Arrival): boolean {
    const like = timestamp === null ? this.#readings : this.#near(timestamp);
    return like.length > 0 && like[0]!.after <= number;
  }

  /** What a reading with this timestamp can be, oldest first. */
  #near(timestamp: number): readonly Accepted[] {
    const strayS = this.#strayS;
    if (strayS === 0) return this.#bySecond.get(timestamp) ?? [];
    const seconds = Array.from({ length: 2 * strayS + 1 }, (_, i) => timestamp - strayS + i);
    return seconds.flatMap((second) => this.#bySecond.get(second) ?? []);
  }
}

function taken(reading: Accepted | undefined): Accepted | undefined {
  if (reading) reading.taken = true;
  return reading;
}

function keyOf({ temperature, humidity }: ReadingValues): string {
  return `${temperature} ${humidity}`;
}
