/** Whole stations on an engine, with real time and real sockets. */

import type { LogRecord } from '../../firmware/ports/log';
import type { StationEvent } from '../../firmware/station/events';
import type { StopResult } from '../../firmware/station/station';
import { RealTurns } from '../../host-sim/world/turns';
import { Board, macOf } from '../../host-sim/board/board';
import { SimulatedDht } from '../../host-sim/board/dht-device';
import { SeededRandom } from '../../host-sim/board/random';
import { realWorld } from '../../host-sim/world/world';
import type { AccessPoint } from '../../host-sim/board/wifi';
import { chooseEngine, type EngineName } from '../../host-sim/engine/choose-engine';
import type { Engine, RunningStation } from '../../host-sim/engine/engine';
import type { FirmwareError } from '../../host-sim/engine/firmware-error';
import { fail } from './assert';
import { until } from './until';

const PIN = 4;

const engines = new Map<EngineName, Promise<Engine>>();

/** The one engine of its kind in this process: on Node all boards share its realm. */
export function engineFor(name: EngineName): Promise<Engine> {
  let engine = engines.get(name);
  if (!engine) {
    engine = chooseEngine(name, new RealTurns()).then((chosen) =>
      'missing' in chosen ? fail(chosen.missing) : chosen.engine,
    );
    engines.set(name, engine);
  }
  return engine;
}

export interface StationOptions {
  readonly port: number;
  readonly id: string;
  readonly seed?: number;
  readonly settings?: object;
  readonly engine?: EngineName;
  readonly login?: {
    readonly user: string;
    readonly password: string;
    readonly derivesPassword?: boolean;
  };
}

export class SimulatedStation {
  readonly events: StationEvent[] = [];
  readonly faults: FirmwareError[] = [];
  readonly accessPoint: AccessPoint;
  readonly board: Board;
  readonly #engine: Engine;
  #settings: object;
  #station: RunningStation | undefined;

  private constructor(engine: Engine, options: StationOptions) {
    const { port, id, seed = 1, login } = options;
    const world = realWorld();
    this.#engine = engine;
    this.#settings = {
      id,
      wifi: { ssid: 'test' },
      broker: { host: '127.0.0.1', port, ...login },
      sensors: [{ model: 'DHT11', pin: PIN, intervalMs: 1_000 }],
      ...options.settings,
    };
    this.accessPoint = {
      ssid: 'test',
      bssid: '02:00:00:00:00:01',
      channel: 1,
      rssi: -60,
      present: true,
    };
    const sensor = new SimulatedDht({
      model: 'DHT11',
      climate: () => ({ temperatureC: 20 + seed / 10, humidityPercent: 40 + seed }),
      poweredOnMs: world.clock.now() - 10_000,
      random: new SeededRandom(seed, 'sensor').next,
    });
    this.board = new Board({
      world,
      seed,
      radio: {
        mac: macOf(seed),
        accessPoints: [this.accessPoint],
        associationMs: 5,
        dhcpMs: 5,
        address: `192.168.4.${seed + 1}`,
      },
      pins: { devices: new Map([[PIN, sensor]]), levels: new Map() },
      log: { write: (record: LogRecord) => this.events.push(record as StationEvent) },
      timeServer: { delayMs: 5, reachable: true },
    });
  }

  static async start(options: StationOptions): Promise<SimulatedStation> {
    const station = new SimulatedStation(await engineFor(options.engine ?? 'node'), options);
    await station.powerOn();
    return station;
  }

  /** The same board, stopped and started again with other settings. */
  async restartWith(settings: object): Promise<void> {
    await this.stop();
    this.#settings = { ...this.#settings, ...settings };
    await this.powerOn();
  }

  async powerOn(): Promise<void> {
    const checked = await this.#engine.check(this.#settings);
    if (!checked.ok) fail(JSON.stringify(checked.problems));
    this.board.powerOn((ports, onEnd) => {
      const station = this.#engine.boot(ports, checked.settings, (error) => {
        this.faults.push(error);
      });
      onEnd(() => {
        station.end();
      });
      this.#station = station;
    });
  }

  /** Stops in order; the board is then without power. */
  async stop(): Promise<StopResult> {
    const result = await this.#station!.stop({ drainMs: 1_000 });
    this.board.powerOff();
    return result;
  }

  told<E extends StationEvent['event']>(event: E): (StationEvent & { event: E })[] {
    return this.events.filter((told): told is StationEvent & { event: E } => told.event === event);
  }

  /** Waits until the link to the broker is in this state, `count` times so far. */
  async link(state: string, count = 1): Promise<void> {
    await until(
      `the station's link is ${state}`,
      () => this.told('mqtt').filter((told) => told.state === state).length >= count,
    );
  }
}
