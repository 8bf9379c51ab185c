/** Many boards in one process: started one after the other, watched for a while, and stopped in order. */

import type { Settings } from '../../firmware/station/settings';
import type { Engine } from '../engine/engine';
import type { World } from '../world/world';
import type { FleetOptions } from './arguments';
import { Crew } from './crew';
import { FleetBoard, seedOf } from './fleet-board';
import { FleetLedger, type Seen } from './ledger';
import { BoardNames } from './names';
import { Presence } from './presence';
import { LONGEST_STEP_MS, Ramp } from './ramp';
import { cameTrue } from './wait';

/** Boards are started and stopped at each tick, as many as are due. */
const TICK_MS = 10;
/** So many boards are told to stop a second, or more, so that all are within so long. */
const STOPPED_PER_S = 500;
const STOPPING_S = 5;

export interface FleetParts {
  readonly world: World;
  readonly engine: Engine;
  /** Of all boards; each has an id of its own. */
  readonly settings: Settings;
}

export class Fleet {
  readonly ledger = new FleetLedger();
  readonly crew: Crew;
  readonly names: BoardNames;
  readonly presence: Presence;
  readonly #options: FleetOptions;
  readonly #parts: FleetParts;
  readonly #boards: FleetBoard[] = [];

  constructor(options: FleetOptions, parts: FleetParts) {
    const { boards } = options;
    this.#options = options;
    this.#parts = parts;
    this.names = new BoardNames(options);
    this.crew = new Crew(boards);
    this.presence = new Presence(boards, (board) => this.crew.connectionsOf(board));
  }

  /** How many were started. */
  get started(): number {
    return this.#boards.length;
  }

  /** Whether the broker has taken the goodbyes of all that were ever connected. */
  get isOffline(): boolean {
    return this.presence.online.size === 0;
  }

  /** Whether somebody else has boards of these names online. */
  get isContested(): boolean {
    return this.presence.foreign.size > 0;
  }

  /** Which boards those are. */
  get contested(): string[] {
    return [...this.presence.foreign].map((board) => this.names.idOf(board));
  }

  /** Where those that were started have left a retained `offline`. */
  get statusTopics(): string[] {
    return this.#boards.map((_, board) => this.names.statusTopicOf(board));
  }

  /** Starts them all, `perS` a second; false when somebody has interrupted. */
  async start(perS: number, signal: AbortSignal): Promise<boolean> {
    const { boards } = this.#options;
    const ramp = new Ramp(perS, boards, performance.now(), LONGEST_STEP_MS);
    await this.#ramp(ramp, boards, signal, (number) => {
      const board = this.#board(number);
      this.#boards.push(board);
      board.powerOn();
    });
    return this.started === boards;
  }

  /** Whether each has sampled so often. */
  haveSampled(least: number): boolean {
    return this.crew.withSamples(least, this.started) === this.started;
  }

  /** Stops all of them in order; each may take so long to send what waits. */
  async stop(drainMs: number): Promise<void> {
    const stopped: Promise<unknown>[] = [];
    const perS = Math.max(STOPPED_PER_S, this.started / STOPPING_S);
    const ramp = new Ramp(perS, this.started, performance.now());
    await this.#ramp(ramp, this.started, undefined, (number) => {
      stopped.push(this.#boards[number]!.stop(drainMs));
    });
    await Promise.all(stopped);
  }

  /** A message has come at the broker. What is not of this fleet is nobody's business. */
  heard(topic: string, payload: string, isRetained: boolean): void {
    const found = this.names.parse(topic);
    if (!found) return;
    const { board, what } = found;
    if (what === 'status') this.presence.heard(board, payload, isRetained);
    else if (board < this.started) this.ledger.arrive(board, seenIn(payload));
  }

  #board(number: number): FleetBoard {
    const { world, engine, settings } = this.#parts;
    return new FleetBoard({
      ...{ number, world, engine, seed: seedOf(this.#options.seed, number) },
      settings: { ...settings, id: this.names.idOf(number) },
      onEvent: (event) => {
        this.crew.told(number, event);
      },
      onAccepted: (reading) => {
        this.ledger.accept(number, reading);
      },
      onFault: ({ message }) => {
        this.crew.died(number, message);
      },
    });
  }

  /** Does something for each number below `count`, when it is due. */
  async #ramp(
    ramp: Ramp,
    count: number,
    signal: AbortSignal | undefined,
    action: (number: number) => void,
  ): Promise<void> {
    let next = 0;
    const step = (): boolean => {
      const due = ramp.dueAt(performance.now());
      while (next < due) action(next++);
      return next === count;
    };
    await cameTrue(step, { lookMs: TICK_MS, ...(signal && { signal }) });
  }
}

/** What cannot be read is a stranger. */
function seenIn(payload: string): Seen {
  try {
    const { timestamp, temperature, humidity } = JSON.parse(payload) as Seen;
    return { timestamp, temperature, humidity };
  } catch {
    return { timestamp: null, temperature: NaN, humidity: NaN };
  }
}
