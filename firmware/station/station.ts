/**
 * The application: joins the Wi-Fi, sets the clock, connects to the broker,
 * samples its sensors and publishes what they say.
 */

import { BrokerLink } from './broker-link';
import type { StationEvent } from './events';
import type { Announcer, Extras } from './extras';
import { Guard } from './guard';
import { IntervalSetting } from './interval-setting';
import { Publisher } from './publisher';
import type { Reading } from './reading';
import type { Sampler } from './sampler';
import { makeSamplers } from './samplers';
import { problemPayload, type Sealing, sealingOf } from './sealing';
import type { Settings } from './settings';
import { TimeKeeper } from './time-keeper';
import { topicsOf, type Topics } from './topics';
import { WiFiJoiner } from './wifi-joiner';
import type { StationPorts } from './station-ports';

export interface StopOptions {
  /** How long readings that wait may take to get out; 0 does not wait. */
  readonly drainMs: number;
}

export interface StopResult {
  /** Readings that were accepted and could not be sent, those included that gave way or were lost. */
  readonly unsent: number;
}

export class Station {
  readonly #ports: StationPorts;
  readonly #guard: Guard;
  readonly #wifi: WiFiJoiner;
  readonly #time: TimeKeeper;
  readonly #settings: Settings;
  readonly #interval: IntervalSetting;
  readonly #sealing: Sealing | undefined;
  readonly #extras: Extras;
  #announcer: Announcer | undefined;
  #link: BrokerLink | undefined;
  #publisher: Publisher | undefined;
  #topics: Topics | undefined;
  #samplers: readonly Sampler[] = [];

  /** `settings` are checked ones: see settings.ts. */
  constructor(ports: StationPorts, settings: Settings, extras: Extras = {}) {
    const tell = (event: StationEvent): void => {
      ports.log.write(event);
    };
    this.#guard = new Guard(tell);
    this.#ports = this.#guard.ports(ports);
    this.#settings = settings;
    this.#extras = extras;
    this.#sealing = sealingOf(this.#ports, settings);
    this.#interval = new IntervalSetting(this.#ports.keyValue, this, tell, this.#sealing);
    this.#time = new TimeKeeper(this.#ports, tell);
    this.#wifi = new WiFiJoiner(this.#ports, settings.wifi, this, tell);
  }

  #tell(event: StationEvent): void {
    this.#ports.log.write(event);
  }

  start(): void {
    this.#guard.wrap('start', () => {
      this.#start();
    })();
  }

  #start(): void {
    const settings = this.#settings;
    const tell = (event: StationEvent): void => {
      this.#tell(event);
    };
    this.#wifi.start();
    const id = settings.id ?? idOf(this.#wifi.mac);
    const topics = topicsOf(settings.base, id, settings.topic);
    this.#topics = topics;
    this.#tell({ level: 'info', event: 'boot', id, reset: this.#ports.reset.reason });
    const publisher = this.#makePublisher(id, topics.reading);
    this.#publisher = publisher;
    const { session } = publisher;
    this.#announcer = this.#makeAnnouncer(id, topics);
    this.#link = new BrokerLink(
      this.#ports,
      { settings, id, topics, session, listensTo: this.#announcer?.birthTopic },
      this,
      this.#guard,
      tell,
    );
    this.#samplers = makeSamplers(this.#ports, {
      ...{ sensors: settings.sensors, poweredForMs: 0, guard: this.#guard, tell },
      onReading: (reading) => {
        this.#accept(reading);
      },
    });
    this.#interval.load();
    for (const sampler of this.#samplers) sampler.start();
  }

  #makePublisher(id: string, topic: string): Publisher {
    const { qos, backlog: keep } = this.#settings;
    const tell = (event: StationEvent): void => {
      this.#tell(event);
    };
    const publisher = new Publisher(
      {
        ...{ flash: this.#ports.flash, time: this.#time, guard: this.#guard, tell },
        sealing: this.#sealing,
      },
      { id, topic, qos, keep },
    );
    this.#time.onSet = () => {
      const { startUnixMs } = this.#time;
      if (startUnixMs !== undefined) publisher.clockSet(startUnixMs);
      this.#link?.clockSet();
    };
    return publisher;
  }

  #makeAnnouncer(id: string, topics: Topics): Announcer | undefined {
    const station = {
      ...{ ports: this.#ports, settings: this.#settings, id, topics, guard: this.#guard },
      tell: (event: StationEvent): void => {
        this.#tell(event);
      },
    };
    return this.#extras.discovery?.awake(station);
  }

  #accept(reading: Reading): void {
    if (!this.#publisher?.accept(reading)) return;
    const { temperatureC: temperature, humidityPercent: humidity, ticksMs: atMs } = reading;
    this.#tell({ level: 'debug', event: 'accepted', temperature, humidity, atMs });
    this.#publisher.session.pump();
  }

  /** See Program. */
  uncaught(where: string, error: unknown): void {
    this.#guard.fault(where, error);
  }

  /** Stops sampling, sends what waits as far as time allows, says goodbye, and leaves the network. */
  async stop({ drainMs }: StopOptions): Promise<StopResult> {
    for (const sampler of this.#samplers) sampler.stop();
    this.#samplers = [];
    this.#announcer?.stop();
    await this.#drained(drainMs);
    const { waiting, dropped, lost } = this.#publisher ?? { waiting: 0, dropped: 0, lost: 0 };
    const unsent = waiting + dropped + lost;
    await this.#link?.leave();
    this.#time.stop();
    this.#wifi.stop();
    this.#tell({ level: 'debug', event: 'stopped', unsent });
    return { unsent };
  }

  #drained(drainMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#ports.clock.set(resolve, drainMs);
      this.#publisher?.session.whenIdle(() => {
        this.#ports.clock.clear(timer);
        resolve();
      });
    });
  }

  // ---- the Wi-Fi's events

  joined(): void {
    this.#time.start(() => {
      this.#link?.up();
    });
  }

  left(): void {
    this.#time.stop();
    this.#link?.down();
  }

  // ---- the broker's events

  up(): void {
    this.#announcer?.connected(this.#link!.client);
    this.#publisher?.session.pump();
  }

  received(payload: Uint8Array, length: number): void {
    this.#interval.received(payload, length);
  }

  heard(payload: Uint8Array): void {
    this.#announcer?.heard(payload);
  }

  // ---- the interval's events

  answer(problem: string): void {
    const payload = problemPayload(problem, this.#sealing);
    if (this.#topics) this.#link?.client.publish(this.#topics.error, payload);
  }

  setInterval(intervalMs: number): void {
    for (const sampler of this.#samplers) sampler.setInterval(intervalMs);
    this.#announcer?.setInterval(intervalMs);
  }
}

/** `esp32-` and the last three bytes of the MAC address, which tell boards of a maker apart. */
export function idOf(mac: string): string {
  const [, , , ...last] = mac.split(':');
  return `esp32-${last.join('')}`;
}
