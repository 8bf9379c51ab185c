/** A fleet's run from the first board to the account of all. */

import { durationText } from '../duration';
import { UsageError } from '../usage-error';
import type { FleetOptions } from './arguments';
import { accountOf, type Measured } from './account';
import { clearStates } from './clear';
import { Fleet, type FleetParts } from './fleet';
import { cachedLookup } from './known-hosts';
import { Latencies } from './latencies';
import { Meters } from './meters';
import { Observer } from './observer';
import type { ObserverAccess } from './observer-link';
import { rampPerS } from './ramp';
import { contestedText, leftText, takenText } from './prefix-text';
import type { FleetProgress, FleetResult } from './result';
import { cameTrue } from './wait';

/** So long a board may take to send what waits, and then the last readings to be seen. */
const DRAIN_MS = 30_000;
/** And a board when somebody wants to leave. */
const LEAVE_MS = 5_000;
/** And their goodbyes: what is said after they were taken away stays. */
const GOODBYES_MS = 10_000;
/** When nothing has come for so long, nothing more will. */
const QUIET_MS = 2_000;
/** So long the last boards may take to connect. */
const CONNECTED_MS = 30_000;
/** A run that should have ended ends so much later. */
const PATIENCE_MS = 30_000;
/** A DHT22 is not asked before that. */
const SETTLE_MS = 2_000;
const PROGRESS_MS = 250;

export interface FleetRunParts extends FleetParts {
  readonly observer: ObserverAccess;
  readonly interrupted: AbortSignal;
  readonly onProgress?: (progress: FleetProgress) => void;
  /** Something a person should know at once. */
  readonly onNote?: (text: string) => void;
}

/** Runs a fleet to its end; throws when it cannot begin. */
export async function runFleet(options: FleetOptions, parts: FleetRunParts): Promise<FleetResult> {
  const { world, onNote } = parts;
  const latencies = new Latencies();
  const lookup = cachedLookup(world.lookup, () => world.clock.now());
  const watched = { ...world, lookup, tapConnection: latencies.tap };
  const fleet = new Fleet(options, { ...parts, world: watched });
  const { names, crew } = fleet;
  crew.onProblem = (board, text) => onNote?.(`${names.idOf(board)}: ${text}`);
  const order = { ...parts.observer, name: names.observer, filters: names.filters };
  const observer = await Observer.start(order, (topic, payload, isRetained) => {
    fleet.heard(topic, payload, isRetained);
  });
  const run = new Run(options, parts, fleet, observer, latencies);
  try {
    return await run.play();
  } finally {
    run.close();
    observer.close();
  }
}

class Run {
  readonly #options: FleetOptions;
  readonly #parts: FleetRunParts;
  readonly #fleet: Fleet;
  readonly #observer: Observer;
  readonly #latencies: Latencies;
  readonly #meters = new Meters();
  #timer: NodeJS.Timeout | undefined;
  /** Somebody has interrupted, or going on would show nothing more. */
  readonly #over = new AbortController();
  #phase: FleetProgress['phase'] = 'starting';
  #sinceMs = performance.now();

  constructor(
    options: FleetOptions,
    parts: FleetRunParts,
    fleet: Fleet,
    observer: Observer,
    latencies: Latencies,
  ) {
    this.#options = options;
    this.#parts = parts;
    this.#fleet = fleet;
    this.#observer = observer;
    this.#latencies = latencies;
    const { interrupted } = parts;
    interrupted.addEventListener('abort', () => {
      this.#over.abort();
    });
    if (interrupted.aborted) this.#over.abort();
  }

  async play(): Promise<FleetResult> {
    const { boards, intervalMs, perS = rampPerS(boards, intervalMs) } = this.#options;
    await this.#takeNames();
    this.#enter('starting');
    this.#timer = setInterval(() => {
      this.#look();
    }, PROGRESS_MS);
    const startMs = performance.now();
    const isWhole = await this.#fleet.start(perS, this.#over.signal);
    const measured = isWhole ? await this.#measure() : { full: undefined, latency: undefined };
    this.#enter('stopping');
    const isHasty = this.#parts.interrupted.aborted || this.#fleet.isContested;
    await this.#fleet.stop(isHasty ? LEAVE_MS : DRAIN_MS);
    this.#enter('waiting for what is under way');
    await this.#drained();
    await this.#clear();
    return this.#account(measured, performance.now() - startMs);
  }

  /** Nobody else may have boards of these names; what somebody has left behind is taken away. */
  async #takeNames(): Promise<void> {
    const { presence, names } = this.#fleet;
    const { prefix } = this.#options;
    await this.#observer.heardRetained();
    const { contested } = this.#fleet;
    if (contested.length > 0) throw new UsageError(takenText(prefix, contested));
    const left = [...presence.left].map((board) => names.statusTopicOf(board));
    if (left.length > 0 && (await this.#observer.clear(left))) {
      this.#parts.onNote?.(leftText(prefix, left.length));
    }
  }

  /** Takes the boards' states away, unless they may be those of another fleet's boards. */
  async #clear(): Promise<void> {
    const observer = this.#observer;
    if (this.#fleet.isContested) return;
    if (observer.ended !== undefined) {
      await clearStates(this.#options, this.#parts.observer).catch(() => undefined); // the next fleet will
      return;
    }
    await cameTrue(() => this.#fleet.isOffline || observer.isAway, { mostMs: GOODBYES_MS });
    await observer.clear(this.#fleet.statusTopics);
  }

  /** Nobody looks any more. */
  close(): void {
    clearInterval(this.#timer);
  }

  #enter(phase: FleetProgress['phase']): void {
    this.#phase = phase;
    this.#sinceMs = performance.now();
  }

  #look(): void {
    if (this.#phase === 'running') this.#meters.hasGrown();
    this.#parts.onProgress?.(this.#progress());
    this.#mind();
  }

  /** Ends the run when it cannot show any more what it should. */
  #mind(): void {
    if (this.#over.signal.aborted) return;
    const { ended } = this.#observer;
    if (ended !== undefined)
      this.#parts.onNote?.(`the observer has ended (${ended}): so does the run`);
    else if (this.#fleet.isContested)
      this.#parts.onNote?.(contestedText(this.#options.prefix, this.#fleet.contested));
    else return;
    this.#over.abort();
  }

  /** All boards are started. */
  async #measure(): Promise<Measured> {
    const { crew } = this.#fleet;
    this.#enter('connecting');
    await this.#allConnected();
    this.#enter('running');
    this.#meters.begin(crew.acknowledged);
    this.#latencies.begin();
    await this.#lasts();
    this.#meters.hasGrown();
    return { full: this.#meters.end(crew.acknowledged), latency: this.#latencies.summary };
  }

  /** The last ones, and those whom a busy broker kept waiting. */
  async #allConnected(): Promise<void> {
    const { crew } = this.#fleet;
    const { boards } = this.#options;
    const { onNote } = this.#parts;
    const { signal } = this.#over;
    const isFull = (): boolean => crew.connected === boards;
    if ((await cameTrue(isFull, { mostMs: CONNECTED_MS, signal })) || signal.aborted) return;
    onNote?.(`${crew.connected} of ${boards} boards are connected; it goes on without the others`);
  }

  /** Until each board has had its readings, the time is over, or somebody interrupts. */
  async #lasts(): Promise<void> {
    const { readings, forMs, intervalMs } = this.#options;
    const { onNote } = this.#parts;
    const { signal } = this.#over;
    if (forMs !== undefined) {
      await cameTrue(() => false, { mostMs: forMs, signal });
      return;
    }
    const mostMs = SETTLE_MS + readings! * intervalMs + PATIENCE_MS;
    if (await cameTrue(() => this.#fleet.haveSampled(readings!), { mostMs, signal, lookMs: 100 }))
      return;
    if (!signal.aborted) {
      onNote?.(`some boards have not had ${readings} readings within ${durationText(mostMs)}`);
    }
  }

  /** Until all was seen, or nothing comes any more although the observer is there. */
  async #drained(): Promise<void> {
    const { ledger } = this.#fleet;
    let last = { arrived: ledger.arrived, ms: performance.now() };
    const isOver = (): boolean => {
      if (ledger.lost === 0 || this.#observer.ended !== undefined) return true;
      const { arrived } = ledger;
      const ms = performance.now();
      if (arrived > last.arrived || this.#observer.isAway) last = { arrived, ms };
      return ms - last.ms > QUIET_MS;
    };
    await cameTrue(isOver, { mostMs: DRAIN_MS });
  }

  #progress(): FleetProgress {
    const { crew, ledger, started } = this.#fleet;
    const { connected, acknowledged } = crew;
    const { accepted, arrived } = ledger;
    const grownBytes = process.memoryUsage.rss() - this.#meters.beforeBytes;
    return {
      ...{ phase: this.#phase, phaseMs: performance.now() - this.#sinceMs },
      ...{ started, connected, accepted, acknowledged, arrived },
      latency: this.#latencies.summary,
      perBoardBytes: grownBytes / Math.max(1, started),
    };
  }

  #account(measured: Measured, tookMs: number): FleetResult {
    const accountants = { fleet: this.#fleet, observer: this.#observer, meters: this.#meters };
    const { boards } = this.#options;
    const interrupted = this.#parts.interrupted.aborted;
    return accountOf(accountants, { boards, interrupted, tookMs, ...measured });
  }
}
