/** Many boards in one process: started one after the other, watched for a while, and stopped in order. */

import type { Settings } from '../../firmware/station/settings';
import type { Login } from '../desk';
import type { Engine } from '../engine/engine';
import type { TlsSettings } from '../../firmware/station/tls-settings';
import { UsageError } from '../usage-error';
import type { World } from '../world/world';
import type { FleetOptions } from './arguments';
import { Crew } from './crew';
import { DHT_PIN, FleetBoard, seedOf, SSID } from './fleet-board';
import { FleetLedger, type Seen } from './ledger';
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
  /** Undefined for plain text. */
  readonly tls?: TlsSettings | undefined;
  /** Beside what is in the broker's URL. */
  readonly login?: Login | undefined;
}

export class Fleet {
  readonly ledger = new FleetLedger();
  readonly crew: Crew;
  readonly #options: FleetOptions;
  readonly #parts: FleetParts;
  readonly #settings: Settings;
  readonly #boards: FleetBoard[] = [];
  readonly #digits: number;
  /** As the broker knows it. */
  readonly #online = new Set<number>();

  private constructor(options: FleetOptions, parts: FleetParts, settings: Settings) {
    this.#options = options;
    this.#parts = parts;
    this.#settings = settings;
    this.#digits = Math.max(5, String(options.boards).length);
    this.crew = new Crew(options.boards);
  }

  /** Throws a {@link UsageError} for what the firmware would refuse. */
  static async make(options: FleetOptions, parts: FleetParts): Promise<Fleet> {
    const { prefix, base, qos, intervalMs, broker } = options;
    const { host, port, user, password } = broker;
    const checked = await parts.engine.check({
      ...{ id: `${prefix}-00001`, base, qos, wifi: { ssid: SSID } },
      broker: { host, port, user, password, ...parts.login, tls: parts.tls },
      sensors: [{ model: 'DHT22', pin: DHT_PIN, intervalMs }],
    });
    if (checked.ok) return new Fleet(options, parts, checked.settings);
    const { field, message } = checked.problems[0]!;
    const option = field === 'id' ? 'prefix' : field.startsWith('broker.') ? 'broker' : field;
    throw new UsageError(`--${option} ${message}`);
  }

  /** How many were started. */
  get started(): number {
    return this.#boards.length;
  }

  /** Where all readings of the fleet are heard, and then the states of its boards. */
  get filters(): readonly string[] {
    const { base } = this.#options;
    return [`${base}/+/reading`, `${base}/+/status`];
  }

  /** Whether the broker has taken the goodbyes of all that were ever connected. */
  get isOffline(): boolean {
    return this.#online.size === 0;
  }

  /** Where those that were started have left a retained `offline`. */
  get statusTopics(): string[] {
    return this.#boards.map((_, number) => `${this.#options.base}/${this.idOf(number)}/status`);
  }

  /** From 0 on. */
  idOf(board: number): string {
    return `${this.#options.prefix}-${String(board + 1).padStart(this.#digits, '0')}`;
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
  heard(topic: string, payload: string): void {
    const { base } = this.#options;
    const end = topic.lastIndexOf('/');
    const id = topic.slice(base.length + 1, end);
    const number = Number(id.slice(this.#options.prefix.length + 1)) - 1;
    if (!(number >= 0 && number < this.started) || this.idOf(number) !== id) return;
    if (topic.slice(end) === '/reading') this.ledger.arrive(number, seenIn(payload));
    else if (payload === 'online') this.#online.add(number);
    else this.#online.delete(number);
  }

  #board(number: number): FleetBoard {
    const { world, engine } = this.#parts;
    return new FleetBoard({
      ...{ number, world, engine, seed: seedOf(this.#options.seed, number) },
      settings: { ...this.#settings, id: this.idOf(number) },
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
