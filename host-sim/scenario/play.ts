/** Plays a scenario and says what came of it. */

import type { EngineName } from '../engine/choose-engine';
import type { LoggedEvent } from '../log-lines';
import { type Options, parseOptions } from '../options';
import type { BoardData } from '../board-settings';
import { type Simulation, startSimulation, type Surroundings } from '../simulation';
import type { Sighting } from './history';
import type { Tally } from './ledger';
import { Observer } from './observer';
import type { Scenario } from './scenario';
import { StageManager } from './stage-manager';
import type { Result } from './watch';

/** How long readings that wait may take to arrive when all is well again. */
const DRAIN_MS = 300_000;
/** And when somebody wants to leave. */
const LEAVE_MS = 500;
/** In real time a second may begin between the board's look at the clock and ours. */
const REAL_STRAY_S = 1;

export interface PlayOptions {
  readonly engine: EngineName | undefined;
  readonly time: 'real' | 'virtual';
  readonly version: string;
  readonly board: BoardData;
  readonly log: (event: LoggedEvent, unixMs: number) => void;
  /** Settles when somebody wants to leave before the end. */
  readonly interrupted?: Promise<unknown>;
  /** Hears of time as it passes in the story. */
  readonly onTime?: (elapsedMs: number) => void;
  /** XS's meters, behind every turn of the program. */
  readonly onMeter?: Surroundings['onMeter'];
}

export interface Outcome {
  /** What ran the firmware, as the log names it. */
  readonly engine: string;
  readonly simulatedMs: number;
  readonly realMs: number;
  readonly tally: Tally;
  /** What has become of what was expected: on the way, and then at the end. */
  readonly results: readonly Result[];
  /** Why it ended before its time, if it did. */
  readonly broken: string | undefined;
  /** All has come true. */
  readonly met: boolean;
}

/** Plays a scenario to its end; throws a UsageError for an engine that is not there. */
export async function play(scenario: Scenario, options: PlayOptions): Promise<Outcome> {
  const startMs = performance.now();
  const run = new ScenarioRun(scenario, options);
  const simulation = await startSimulation(
    optionsOf(scenario, options),
    run.surroundings(options.version, options.board),
  );
  let broken: string | undefined;
  try {
    broken = await run.perform(simulation);
  } catch (error) {
    run.giveUp();
    await simulation.end();
    broken = error instanceof Error ? error.message : String(error);
  }
  return run.outcome(performance.now() - startMs, broken);
}

function optionsOf(scenario: Scenario, { engine, time }: PlayOptions): Options {
  const { board, seed, homeCare = false } = scenario;
  return { ...parseOptions([]), ...board, seed, engine, time, homeCare };
}

class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #options: PlayOptions;
  readonly #observer: Observer;
  #manager: StageManager | undefined;
  #engine = '';
  /** When the board was first switched on, and what the time is now. */
  #startUnixMs: number | undefined;
  #nowUnixMs = 0;
  #fail: (error: unknown) => void = () => {};
  readonly #failure: Promise<never>;

  constructor(scenario: Scenario, options: PlayOptions) {
    this.#scenario = scenario;
    this.#options = options;
    const sees = (sighting: Sighting): void => this.#manager?.notice(sighting, this.#elapsedMs);
    this.#observer = new Observer(sees, options.time === 'real' ? REAL_STRAY_S : 0);
    this.#failure = new Promise((_, reject) => {
      this.#fail = reject;
    });
    this.#failure.catch(() => {}); // who waits for something hears of it
  }

  get #elapsedMs(): number {
    return this.#startUnixMs === undefined ? 0 : this.#nowUnixMs - this.#startUnixMs;
  }

  #itIs(unixMs: number): void {
    this.#nowUnixMs = unixMs;
    this.#options.onTime?.(this.#elapsedMs);
  }

  /** What the simulation needs, which tells this run of all that happens. */
  surroundings(version: string, board: BoardData): Surroundings {
    const observer = this.#observer;
    return {
      version,
      board,
      climate: this.#scenario.climate,
      startUnixMs: this.#scenario.startUnixMs,
      onMeter: this.#options.onMeter,
      onFault: this.#fail,
      log: (event, unixMs) => {
        this.#itIs(unixMs);
        if (event.event === 'engine') this.#engine = event.name;
        this.#options.log(event, unixMs);
        observer.told(event, this.#elapsedMs);
      },
      onBoot: (settings, unixMs, ticksMs) => {
        this.#startUnixMs ??= unixMs;
        this.#itIs(unixMs);
        observer.booted(settings, unixMs - ticksMs);
      },
      onMessage: (topic, payload, unixMs) => {
        this.#itIs(unixMs);
        observer.message(topic, payload, this.#elapsedMs);
      },
    };
  }

  /** Plays until the end or an interruption, which is what it returns. */
  async perform(simulation: Simulation): Promise<string | undefined> {
    const { interrupted } = this.#options;
    const { timeline, lastsMs } = this.#scenario;
    const manager = this.#managerOf(simulation);
    this.#observer.clockErrorMs = () => simulation.stage.board.clockErrorMs;
    this.#itIs(simulation.unixMs());
    const over = manager.begin(timeline, this.#elapsedMs, lastsMs).then(() => undefined);
    const left = interrupted ? [interrupted.then(() => 'it was interrupted')] : [];
    const ending = await simulation.during(Promise.race([over, ...left, this.#failure]));
    manager.end(ending !== undefined);
    const drainMs = ending === undefined ? DRAIN_MS : LEAVE_MS;
    await Promise.race([simulation.stop(drainMs), this.#failure]);
    this.#itIs(simulation.unixMs());
    return ending;
  }

  /** It has broken: nothing more happens. */
  giveUp(): void {
    this.#manager?.end(true);
  }

  #managerOf({ stage, unixMs }: Simulation): StageManager {
    return (this.#manager = new StageManager({
      stage,
      history: this.#observer.history,
      log: (event) => {
        this.#itIs(unixMs());
        this.#options.log(event, unixMs());
      },
      onError: this.#fail,
    }));
  }

  outcome(realMs: number, broken: string | undefined): Outcome {
    const { timeline, expect } = this.#scenario;
    const tally = this.#observer.ledger.tally();
    const final = expect.map(({ text, isMet, seen }) => ({
      text,
      atMs: undefined,
      met: isMet(tally),
      seen: seen(tally),
    }));
    const results = [...(this.#manager?.results(timeline) ?? []), ...final];
    const met = broken === undefined && results.every((result) => result.met);
    const simulatedMs = this.#elapsedMs;
    return { engine: this.#engine, simulatedMs, realMs, tally, results, broken, met };
  }
}
