/** A whole station on an engine, with the embedded broker, in virtual time. */

import type { LogRecord } from '../../firmware/ports/log';
import type { Ports } from '../../firmware/ports/ports';
import type { Settings } from '../../firmware/station/settings';
import type { StationEvent } from '../../firmware/station/events';
import type { StopResult } from '../../firmware/station/station';
import { Board, macOf } from '../../host-sim/board/board';
import { SimulatedDht } from '../../host-sim/board/dht-device';
import { SeededRandom } from '../../host-sim/board/random';
import type { AccessPoint } from '../../host-sim/board/wifi';
import { startVirtualBroker, type VirtualBroker } from '../../host-sim/broker/virtual-broker';
import { chooseEngine, type EngineName } from '../../host-sim/engine/choose-engine';
import type { Engine, RunningStation } from '../../host-sim/engine/engine';
import { VirtualWorld } from '../../host-sim/world/virtual-world';
import { fail } from './assert';

const PORT = 1883;
const PIN = 4;

export interface VirtualStationOptions {
  readonly engine: EngineName;
  readonly seed?: number;
  readonly settings?: object;
  /** Puts something between the board's ports and the program, at each start. */
  readonly wrap?: (ports: Ports) => Ports;
  readonly onEvent?: (event: StationEvent) => void;
  readonly onMessage?: (topic: string, payload: Uint8Array) => void;
  readonly onBoot?: (settings: Settings, ports: Ports, unixMs: number) => void;
}

/** A message as the broker has it. */
export interface SeenMessage {
  readonly atMs: number;
  readonly topic: string;
  readonly payload: string;
}

export class VirtualStation {
  readonly world: VirtualWorld;
  readonly board: Board;
  readonly events: StationEvent[] = [];
  readonly messages: SeenMessage[] = [];
  /** Every piece of bytes that has arrived: when, which way, and what. */
  readonly trace: string[] = [];
  /** While it is set, nothing arrives and nobody is told. */
  cut = false;
  broker: VirtualBroker | undefined;
  readonly accessPoint: AccessPoint = {
    ssid: 'test',
    bssid: '02:00:00:00:00:01',
    channel: 1,
    rssi: -60,
    present: true,
  };
  #engine: Engine | undefined;
  #station: RunningStation | undefined;

  private constructor({ seed = 1, onEvent }: VirtualStationOptions) {
    this.world = new VirtualWorld({
      onBytes: (toServer, bytes) => {
        const at = this.world.clock.now();
        this.trace.push(`${at} ${toServer ? '>' : '<'} ${bytes.toString('hex')}`);
      },
      isCut: () => this.cut,
    });
    const sensor = new SimulatedDht({
      model: 'DHT22',
      climate: (atMs) => ({ temperatureC: 20 + (atMs % 100_000) / 10_000, humidityPercent: 40 }),
      poweredOnMs: 0,
      random: new SeededRandom(seed, 'sensor').next,
    });
    this.board = new Board({
      world: this.world,
      seed,
      radio: {
        mac: macOf(seed),
        accessPoints: [this.accessPoint],
        associationMs: 350,
        dhcpMs: 150,
        address: '192.168.4.2',
      },
      pins: { devices: new Map([[PIN, sensor]]), levels: new Map() },
      log: {
        write: (record: LogRecord) => {
          this.events.push(record as StationEvent);
          onEvent?.(record as StationEvent);
        },
      },
    });
  }

  static async start(options: VirtualStationOptions): Promise<VirtualStation> {
    const station = new VirtualStation(options);
    await station.#start(options);
    return station;
  }

  async #start({ engine, seed = 1, settings, ...hooks }: VirtualStationOptions): Promise<void> {
    const { world } = this;
    this.broker = await startVirtualBroker(world, PORT, seed);
    this.broker.aedes.on('publish', ({ topic, payload }) => {
      if (topic.startsWith('$SYS')) return;
      this.messages.push({ atMs: world.clock.now(), topic, payload: payload.toString() });
      hooks.onMessage?.(topic, Buffer.from(payload));
    });
    const chosen = await chooseEngine(engine, world.turns);
    if ('missing' in chosen) fail(chosen.missing);
    this.#engine = chosen.engine;
    const checked = await world.during(
      chosen.engine.check({
        id: 'board',
        wifi: { ssid: 'test' },
        broker: { host: 'broker.local', port: PORT },
        sensors: [{ model: 'DHT22', pin: PIN, intervalMs: 10_000 }],
        ...settings,
      }),
    );
    if (!checked.ok) fail(JSON.stringify(checked.problems));
    this.board.powerOn((ports, onEnd) => {
      hooks.onBoot?.(checked.settings, ports, world.unixMs());
      const wrapped = hooks.wrap?.(ports) ?? ports;
      const station = chosen.engine.boot(wrapped, checked.settings, (error) => {
        throw error;
      });
      onEnd(() => {
        station.end();
      });
      this.#station = station;
    });
  }

  /** Publishes as another client would, and lets the broker take it in. */
  async publish(topic: string, payload: string, qos: 0 | 1 = 0): Promise<void> {
    const { aedes } = this.broker!;
    const packet = { cmd: 'publish', topic, payload, qos, retain: false, dup: false } as const;
    await this.world.during(
      new Promise<void>((resolve, reject) => {
        aedes.publish(packet, (error) => {
          if (error) reject(error);
          else resolve();
        });
      }),
    );
  }

  async stop(): Promise<StopResult> {
    const result = await this.world.during(this.#station!.stop({ drainMs: 1_000 }));
    this.end();
    return result;
  }

  /** Cuts the power. */
  end(): void {
    this.board.powerOff();
    this.#engine?.close();
  }

  told<E extends StationEvent['event']>(event: E): (StationEvent & { event: E })[] {
    return this.events.filter((told): told is StationEvent & { event: E } => told.event === event);
  }

  /** The states of the link to the broker, in order. */
  get links(): string[] {
    return this.told('mqtt').map(({ state }) => state);
  }

  /** What was published on a topic. */
  on(topic: string): SeenMessage[] {
    return this.messages.filter((message) => message.topic === topic);
  }
}
