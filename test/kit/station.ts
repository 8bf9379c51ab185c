/** A station on a simulated board in virtual time, before a scripted broker. */

import type { Crypto } from '../../firmware/ports/crypto';
import type { MonotonicClock } from '../../firmware/ports/clock';
import type { LogRecord } from '../../firmware/ports/log';
import type { Socket, SocketOptions } from '../../firmware/ports/socket';
import type { SecureSocketConstructor } from '../../firmware/ports/tls';
import type { WallClock } from '../../firmware/ports/wall-clock';
import type { StationEvent } from '../../firmware/station/events';
import type { Extras } from '../../firmware/station/extras';
import { checkSettings, type Settings } from '../../firmware/station/settings';
import { Station } from '../../firmware/station/station';
import type { StationPorts } from '../../firmware/station/station-ports';
import type { ClimateReading } from '../../host-sim/board/dht-frame';
import { SimulatedDht } from '../../host-sim/board/dht-device';
import { SimulatedFlash } from '../../host-sim/board/flash';
import { SimulatedFlashPartition } from '../../host-sim/board/flash-partition';
import { Life, LifeClock } from '../../host-sim/board/life';
import { pulseLineOf, type PulseDevice } from '../../host-sim/board/pins';
import { SeededRandom } from '../../host-sim/board/random';
import { SimulatedWallClock, type TimeServer } from '../../host-sim/board/wall-clock';
import { type AccessPoint, WiFiLink, wifiOf } from '../../host-sim/board/wifi';
import { fail } from './assert';
import { ScriptedBroker } from './scripted-broker';
import { ScriptedNetwork } from './scripted-network';
import { pass, VirtualClock } from './virtual-clock';

/** The simulated world begins at this moment. */
export const START_UNIX_MS = Date.UTC(2026, 10, 23, 12);
const PIN = 4;

export interface StationOptions {
  readonly settings?: object;
  readonly model?: string;
  readonly intervalMs?: number;
  readonly timeServer?: TimeServer;
  readonly seed?: number;
  /** None when it is not said. */
  readonly crypto?: Crypto;
  readonly flash?: SimulatedFlash;
  readonly outbox?: SimulatedFlashPartition;
  readonly extras?: Extras;
}

export class StationFixture {
  readonly clock = new VirtualClock();
  readonly network: ScriptedNetwork;
  readonly broker: ScriptedBroker;
  readonly accessPoint: AccessPoint;
  readonly link: WiFiLink;
  readonly flash: SimulatedFlash;
  readonly outbox: SimulatedFlashPartition;
  readonly events: StationEvent[] = [];
  readonly settings: Settings;
  readonly ports: StationPorts;
  readonly station: Station;
  /** What is true at the sensor. */
  climate: ClimateReading = { temperatureC: 21.5, humidityPercent: 48.2 };
  /** What hangs on the pin; undefined unplugs it. */
  sensor: PulseDevice | undefined;
  /** Called with every event, as the log port is. */
  onEvent: (event: StationEvent) => void = () => undefined;

  constructor(options: StationOptions = {}) {
    const { model = 'DHT22', intervalMs = 10_000, seed = 1 } = options;
    const life = new Life();
    const clock = new LifeClock(this.clock, life);
    this.network = new ScriptedNetwork(clock);
    this.network.window = 5744;
    this.network.names.set('broker.local', '10.0.0.9');
    this.broker = new ScriptedBroker(this.network);
    this.flash = options.flash ?? new SimulatedFlash();
    this.outbox = options.outbox ?? new SimulatedFlashPartition({ byteLength: 110 * 4_096 });
    this.accessPoint = {
      ssid: 'home',
      password: 'correct horse',
      bssid: '02:00:00:00:00:01',
      channel: 6,
      rssi: -58,
      present: true,
    };
    this.link = new WiFiLink(
      {
        mac: '24:6f:28:0a:ff:12',
        accessPoints: [this.accessPoint],
        associationMs: 350,
        dhcpMs: 150,
        address: '192.168.4.2',
      },
      clock,
    );
    this.sensor = new SimulatedDht({
      model,
      climate: () => this.climate,
      poweredOnMs: 0,
      random: new SeededRandom(seed, 'sensor').next,
    });
    const checked = checkSettings({
      wifi: { ssid: 'home', password: 'correct horse' },
      broker: { host: 'broker.local' },
      sensors: [{ model, pin: PIN, intervalMs }],
      ...options.settings,
    });
    if (!checked.ok) fail(JSON.stringify(checked.problems));
    this.settings = checked.settings;
    this.ports = this.#makePorts(clock, life, options);
    this.station = new Station(this.ports, this.settings, options.extras);
  }

  #makePorts(
    clock: LifeClock,
    life: Life,
    { timeServer, crypto, seed = 1 }: StationOptions,
  ): StationPorts {
    const device: PulseDevice = {
      answer: (startLowUs, nowMs) => this.sensor?.answer(startLowUs, nowMs),
    };
    const pins = { devices: new Map([[PIN, device]]), levels: new Map() };
    const { client } = this.network;
    const wallClock = new SimulatedWallClock(
      clock,
      () => START_UNIX_MS + this.clock.now(),
      timeServer ?? { delayMs: 80, reachable: true },
    );
    return {
      clock,
      wallClock,
      random: new SeededRandom(seed, 'ports'),
      log: {
        write: (record: LogRecord) => {
          this.events.push(record as StationEvent);
          this.onEvent(record as StationEvent);
        },
      },
      console: { dropped: 0, write: () => undefined, listen: () => undefined },
      keyValue: this.flash,
      flash: this.outbox,
      reset: { reason: 'power on', restart: () => fail('nothing restarts here') },
      sleep: { retained: new Uint8Array(1_024), deepSleep: () => fail('nothing sleeps here') },
      WiFi: wifiOf(this.link, life),
      TCP: client.io,
      TLS: needingTime(client.io, wallClock, this.clock),
      crypto: crypto ?? ({} as Crypto),
      Resolver: client.dns.io,
      PulseLine: pulseLineOf(pins, clock, () => this.clock.now()),
    };
  }

  /** Starts the station and lets it connect. */
  async run(ms = 1_000): Promise<this> {
    this.station.start();
    await this.pass(ms);
    return this;
  }

  pass(ms: number): Promise<void> {
    return pass(this.clock, ms);
  }

  /** The events of one kind. */
  told<E extends StationEvent['event']>(event: E): (StationEvent & { event: E })[] {
    return this.events.filter((told): told is StationEvent & { event: E } => told.event === event);
  }

  /** The states of one kind of event, in order. */
  states(event: 'wifi' | 'clock' | 'mqtt' | 'sensor'): string[] {
    return this.told(event).map(({ state }) => state);
  }
}

/** Sockets that tell, as TLS does, that the clock is not set. */
function needingTime(
  io: new (options: SocketOptions) => Socket,
  wallClock: WallClock,
  clock: MonotonicClock,
): SecureSocketConstructor {
  return class implements Socket {
    readonly #socket: Socket | undefined;

    constructor(options: SocketOptions) {
      if (wallClock.unixMs() === undefined) clock.set(() => options.onError?.('clock not set'), 0);
      else this.#socket = new io(options);
    }
    read(into: Uint8Array): number {
      return this.#socket?.read(into) ?? 0;
    }
    write(bytes: Uint8Array): number {
      return this.#socket?.write(bytes) ?? 0;
    }
    close(): void {
      this.#socket?.close();
    }
  };
}
