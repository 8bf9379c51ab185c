/** A fleet's run from the first board to the account of all. */

import { durationText } from '../duration';
import type { FleetOptions } from './arguments';
import { Fleet, type FleetParts } from './fleet';
import { cachedLookup } from './known-hosts';
import { Latencies } from './latencies';
import { Meters } from './meters';
import { Observer } from './observer';
import type { ObserverOrder } from './observer-link';
import { rampPerS } from './ramp';
import type { FleetProgress, FleetResult } from './result';
import { cameTrue } from './wait';

/** So long a board may take to send what waits, and then the last readings to be seen. */
const DRAIN_MS = 30_000;
/** And a board when somebody wants to leave. */
const LEAVE_MS = 5_000;
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
  /** For the observer; its filters and name are the fleet's. */
  readonly observer: Omit<ObserverOrder, 'filters' | 'clientId'>;
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
  const fleet = await Fleet.make(options, { ...parts, world: watched });
  fleet.crew.onProblem = (board, text) => onNote?.(`${fleet.idOf(board)}: ${text}`);
  const clientId = `${options.prefix}-observer-${process.pid}`;
  const order = { ...parts.observer, clientId, filters: fleet.filters };
  const observer = await Observer.start(order, (topic, payload) => {
    fleet.heard(topic, payload);
  });
  const run = new Run(options, parts, fleet, observer, latencies);
  try {
    return await run.play();
  } finally {
    run.close();
    observer.close();
  }
}

/** What is measured while all boards are there. */
type Measured = Pick<FleetResult, 'full' | 'latency'>;

class Run {
  readonly #options: FleetOptions;
  readonly #parts: FleetRunParts;
  readonly #fleet: Fleet;
  readonly #observer: Observer;
  readonly #latencies: Latencies;
  readonly #meters = new Meters();
  readonly #timer: NodeJS.Timeout;
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
    this.#timer = setInterval(() => {
      this.#look();
    }, PROGRESS_MS);
  }

  async play(): Promise<FleetResult> {
    const { boards, intervalMs, perS = rampPerS(boards, intervalMs) } = this.#options;
    const { interrupted } = this.#parts;
    const startMs = performance.now();
    const isWhole = await this.#fleet.start(perS, interrupted);
    const measured = isWhole ? await this.#measure() : { full: undefined, latency: undefined };
    this.#enter('stopping');
    await this.#fleet.stop(interrupted.aborted ? LEAVE_MS : DRAIN_MS);
    this.#enter('waiting for what is under way');
    await this.#drained();
    await cameTrue(() => this.#fleet.isOffline || this.#observer.isAway, { mostMs: QUIET_MS });
    await this.#observer.clear(this.#fleet.statusTopics);
    return this.#result(measured, performance.now() - startMs);
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
    const { interrupted: signal, onNote } = this.#parts;
    const isFull = (): boolean => crew.connected === boards;
    if ((await cameTrue(isFull, { mostMs: CONNECTED_MS, signal })) || signal.aborted) return;
    onNote?.(`${crew.connected} of ${boards} boards are connected; it goes on without the others`);
  }

  /** Until each board has had its readings, the time is over, or somebody interrupts. */
  async #lasts(): Promise<void> {
    const { readings, forMs, intervalMs } = this.#options;
    const { interrupted: signal, onNote } = this.#parts;
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
      if (ledger.lost === 0) return true;
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

  #result(measured: Measured, tookMs: number): FleetResult {
    const fleet = this.#fleet;
    const { crew, ledger, started } = fleet;
    const { connectedMost, reconnects, acknowledged, failedSamples, problems } = crew;
    const { accepted, arrived, duplicates, strangers, lost } = ledger;
    const { beforeBytes, mostBytes } = this.#meters;
    const perBoardBytes = mostBytes > 0 ? (mostBytes - beforeBytes) / started : undefined;
    return {
      ...{ boards: this.#options.boards, started, connectedMost, reconnects },
      ...{ accepted, acknowledged, arrived, duplicates, strangers, lost },
      losers: ledger.losers.map(({ board, lost: own }) => ({ id: fleet.idOf(board), lost: own })),
      ...{ failedSamples, problems, ...measured, tookMs },
      memory: { beforeBytes, mostBytes, perBoardBytes },
      absence: this.#observer.absence,
      interrupted: this.#parts.interrupted.aborted,
    };
  }
}
