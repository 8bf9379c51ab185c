/** A fleet's run from the first board to the account of all. */

import { durationText } from '../duration';
import type { FleetOptions } from './arguments';
import type { Problem } from './crew';
import { Fleet, type FleetParts } from './fleet';
import { cachedLookup } from './known-hosts';
import { Latencies, type LatencySummary } from './latencies';
import { Meters, type Stretch } from './meters';
import { type Absence, Observer } from './observer';
import type { ObserverOrder } from './observer-link';
import { rampPerS } from './ramp';
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
  /** For the observer; its filter and name are the fleet's. */
  readonly observer: Omit<ObserverOrder, 'filter' | 'clientId'>;
  readonly interrupted: AbortSignal;
  readonly onProgress?: (progress: FleetProgress) => void;
  /** Something a person should know at once. */
  readonly onNote?: (text: string) => void;
}

export interface FleetProgress {
  readonly phase:
    'starting' | 'connecting' | 'running' | 'stopping' | 'waiting for what is under way';
  /** Since it began. */
  readonly phaseMs: number;
  readonly started: number;
  readonly connected: number;
  readonly accepted: number;
  readonly acknowledged: number;
  readonly arrived: number;
  readonly latency: LatencySummary | undefined;
  readonly perBoardBytes: number;
}

export interface FleetResult {
  readonly boards: number;
  readonly started: number;
  /** With the broker at the same time. */
  readonly connectedMost: number;
  readonly reconnects: number;
  readonly accepted: number;
  readonly acknowledged: number;
  readonly arrived: number;
  readonly duplicates: number;
  readonly strangers: number;
  readonly lost: number;
  readonly losers: readonly { readonly id: string; readonly lost: number }[];
  readonly failedSamples: number;
  readonly problems: readonly Problem[];
  /** While all boards were there; undefined when it did not come to that. */
  readonly full: Stretch | undefined;
  /** Likewise; undefined also when nothing was acknowledged meanwhile. */
  readonly latency: LatencySummary | undefined;
  readonly memory: {
    readonly beforeBytes: number;
    /** With all boards; 0 when it did not come to that. */
    readonly mostBytes: number;
    readonly perBoardBytes: number | undefined;
  };
  /** The observer heard nothing in these times. */
  readonly absence: Absence;
  readonly interrupted: boolean;
  readonly tookMs: number;
}

type Measured = Pick<FleetResult, 'full' | 'latency' | 'tookMs'> & { readonly meters: Meters };

/** Runs a fleet to its end; throws when it cannot begin. */
export async function runFleet(options: FleetOptions, parts: FleetRunParts): Promise<FleetResult> {
  const run = new Run(options, parts);
  return run.play();
}

class Run {
  readonly #options: FleetOptions;
  readonly #parts: FleetRunParts;
  readonly #latencies = new Latencies();
  readonly #perS: number;

  constructor(options: FleetOptions, parts: FleetRunParts) {
    this.#options = options;
    this.#parts = parts;
    this.#perS = options.perS ?? rampPerS(options.boards, options.intervalMs);
  }

  async play(): Promise<FleetResult> {
    const fleet = await this.#makeFleet();
    const clientId = `${this.#options.prefix}-observer-${process.pid}`;
    const order = { ...this.#parts.observer, clientId, filter: fleet.filter };
    const observer = await Observer.start(order, (topic, payload) => {
      fleet.heard(topic, payload);
    });
    try {
      return await this.#play(fleet, observer);
    } finally {
      observer.close();
    }
  }

  #makeFleet(): Promise<Fleet> {
    const { world } = this.#parts;
    const lookup = cachedLookup(world.lookup, () => world.clock.now());
    const watched = { ...world, lookup, tapConnection: this.#latencies.tap };
    return Fleet.make(this.#options, { ...this.#parts, world: watched });
  }

  async #play(fleet: Fleet, observer: Observer): Promise<FleetResult> {
    const { interrupted, onNote } = this.#parts;
    const startMs = performance.now();
    const meters = new Meters();
    fleet.crew.onProblem = (board, text) => onNote?.(`${fleet.idOf(board)}: ${text}`);
    let phase: FleetProgress['phase'] = 'starting';
    let sinceMs = startMs;
    const timer = setInterval(() => {
      if (phase === 'running') meters.hasGrown();
      this.#parts.onProgress?.(this.#progress(phase, performance.now() - sinceMs, fleet, meters));
    }, PROGRESS_MS);
    let full: Stretch | undefined;
    let latency: LatencySummary | undefined;
    if (await fleet.start(this.#perS, interrupted)) {
      phase = 'connecting';
      await this.#allConnected(fleet);
      phase = 'running';
      sinceMs = performance.now();
      meters.begin(fleet.crew.acknowledged);
      this.#latencies.begin();
      await this.#lasts(fleet);
      meters.hasGrown();
      full = meters.end(fleet.crew.acknowledged);
      latency = this.#latencies.summary;
    }
    phase = 'stopping';
    sinceMs = performance.now();
    await fleet.stop(interrupted.aborted ? LEAVE_MS : DRAIN_MS);
    phase = 'waiting for what is under way';
    await drained(fleet, observer);
    await observer.clear(fleet.statusTopics);
    clearInterval(timer);
    const tookMs = performance.now() - startMs;
    return this.#result(fleet, observer, { full, latency, meters, tookMs });
  }

  /** The last ones, and those whom a busy broker kept waiting. */
  async #allConnected({ crew }: Fleet): Promise<void> {
    const { boards } = this.#options;
    const { interrupted: signal, onNote } = this.#parts;
    const isFull = (): boolean => crew.connected === boards;
    if ((await cameTrue(isFull, { mostMs: CONNECTED_MS, signal })) || signal.aborted) return;
    onNote?.(`${crew.connected} of ${boards} boards are connected; it goes on without the others`);
  }

  /** Until each board has had its readings, the time is over, or somebody interrupts. */
  async #lasts(fleet: Fleet): Promise<void> {
    const { readings, forMs, intervalMs } = this.#options;
    const { interrupted: signal, onNote } = this.#parts;
    if (forMs !== undefined) {
      await cameTrue(() => false, { mostMs: forMs, signal });
      return;
    }
    const mostMs = SETTLE_MS + readings! * intervalMs + PATIENCE_MS;
    if (await cameTrue(() => fleet.haveSampled(readings!), { mostMs, signal, lookMs: 100 })) return;
    if (!signal.aborted) {
      onNote?.(`some boards have not had ${readings} readings within ${durationText(mostMs)}`);
    }
  }

  #progress(
    phase: FleetProgress['phase'],
    phaseMs: number,
    fleet: Fleet,
    meters: Meters,
  ): FleetProgress {
    const { crew, ledger, started } = fleet;
    const { connected, acknowledged } = crew;
    const { accepted, arrived } = ledger;
    const grownBytes = process.memoryUsage.rss() - meters.beforeBytes;
    return {
      ...{ phase, phaseMs, started, connected, accepted, acknowledged, arrived },
      latency: this.#latencies.summary,
      perBoardBytes: grownBytes / Math.max(1, started),
    };
  }

  #result(
    fleet: Fleet,
    observer: Observer,
    { full, latency, tookMs, meters }: Measured,
  ): FleetResult {
    const { beforeBytes, mostBytes } = meters;
    const { crew, ledger, started } = fleet;
    const { connectedMost, reconnects, acknowledged, failedSamples, problems } = crew;
    const { accepted, arrived, duplicates, strangers, lost } = ledger;
    const perBoardBytes = mostBytes > 0 ? (mostBytes - beforeBytes) / started : undefined;
    return {
      ...{ boards: this.#options.boards, started, connectedMost, reconnects },
      ...{ accepted, acknowledged, arrived, duplicates, strangers, lost },
      losers: ledger.losers.map(({ board, lost: own }) => ({ id: fleet.idOf(board), lost: own })),
      ...{ failedSamples, problems, full, latency, tookMs },
      memory: { beforeBytes, mostBytes, perBoardBytes },
      absence: observer.absence,
      interrupted: this.#parts.interrupted.aborted,
    };
  }
}

/** Until all was seen, or nothing comes any more although the observer is there. */
async function drained({ ledger }: Fleet, observer: Observer): Promise<void> {
  let last = { arrived: ledger.arrived, ms: performance.now() };
  const isOver = (): boolean => {
    if (ledger.lost === 0) return true;
    const ms = performance.now();
    if (ledger.arrived > last.arrived || observer.isAway) last = { arrived: ledger.arrived, ms };
    return ms - last.ms > QUIET_MS;
  };
  await cameTrue(isOver, { mostMs: DRAIN_MS });
}
