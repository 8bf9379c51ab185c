/**
 * The application: joins the Wi-Fi, sets the clock, connects to the broker,
 * samples its sensors and publishes what they say.
 */

import { modelOf } from '../sensors/dht/models';
import { DHT } from '../sensors/dht/sensor';
import { Backlog, type Reading } from './backlog';
import { BrokerLink } from './broker-link';
import { readCommand } from './commands';
import type { StationEvent } from './events';
import { Guard } from './guard';
import { messageOf } from './message-of';
import { Publisher } from './publisher';
import { Sampler } from './sampler';
import { loadInterval, saveInterval } from './saved-settings';
import type { SensorSettings, Settings } from './settings';
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
  readonly #backlog: Backlog;
  readonly #settings: Settings;
  #link: BrokerLink | undefined;
  #publisher: Publisher | undefined;
  #topics: Topics | undefined;
  #samplers: readonly Sampler[] = [];
  /** The interval that holds and is on flash; a retained message brings it with every connection. */
  #savedMs: number | undefined;

  /** `settings` are checked ones: see settings.ts. */
  constructor(ports: StationPorts, settings: Settings) {
    const tell = (event: StationEvent): void => {
      ports.log.write(event);
    };
    this.#guard = new Guard(tell);
    this.#ports = this.#guard.ports(ports);
    this.#settings = settings;
    this.#backlog = new Backlog(settings.backlog);
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
    this.#link = new BrokerLink(this.#ports, settings, id, topics, this, this.#guard, tell);
    const { client, session } = this.#link;
    this.#publisher = new Publisher(
      { client, session, backlog: this.#backlog, time: this.#time, guard: this.#guard, tell },
      { id, topic: topics.reading, qos: settings.qos },
    );
    this.#samplers = this.#makeSamplers();
    this.#loadInterval();
    for (const sampler of this.#samplers) sampler.start();
  }

  #loadInterval(): void {
    try {
      this.#savedMs = loadInterval(this.#ports.keyValue);
    } catch (error) {
      const problem = `the saved interval cannot be read: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
      return;
    }
    if (this.#savedMs !== undefined) this.#setInterval(this.#savedMs, 'saved');
  }

  /** A sensor that cannot be made is told; the others do their work. */
  #makeSamplers(): readonly Sampler[] {
    const samplers: Sampler[] = [];
    for (const sensor of this.#settings.sensors) {
      try {
        samplers.push(this.#makeSampler(sensor));
      } catch (error) {
        this.#guard.fault(`sensor on GPIO ${sensor.pin}`, error);
      }
    }
    return samplers;
  }

  #makeSampler({ model, pin, intervalMs, negative }: SensorSettings): Sampler {
    const { clock, PulseLine } = this.#ports;
    const { name, minimumIntervalMs, settleMs } = modelOf(model)!;
    const dht = new DHT({ sensor: { io: PulseLine, pin }, clock, model, negative });
    const sensor = { name: `${name} on GPIO ${pin}`, dht, minimumIntervalMs, settleMs };
    const onReading = (reading: Reading): void => {
      this.#accept(reading);
    };
    const tell = (event: StationEvent): void => {
      this.#tell(event);
    };
    return new Sampler(sensor, intervalMs, clock, onReading, tell);
  }

  #accept(reading: Reading): void {
    const { capacity } = this.#backlog;
    if (!this.#backlog.add(reading)) {
      const { dropped } = this.#backlog;
      if (dropped === 1 || dropped % capacity === 0) {
        this.#tell({ level: 'warn', event: 'backlog', dropped, capacity });
      }
    }
    const { temperatureC: temperature, humidityPercent: humidity, ticksMs: atMs } = reading;
    this.#tell({ level: 'debug', event: 'accepted', temperature, humidity, atMs });
    this.#publisher?.send();
  }

  /** See Program. */
  uncaught(where: string, error: unknown): void {
    this.#guard.fault(where, error);
  }

  /** Stops sampling, sends what waits as far as time allows, says goodbye, and leaves the network. */
  async stop({ drainMs }: StopOptions): Promise<StopResult> {
    for (const sampler of this.#samplers) sampler.stop();
    this.#samplers = [];
    await this.#drained(drainMs);
    const { waiting, lost } = this.#publisher ?? { waiting: this.#backlog.length, lost: 0 };
    const unsent = waiting + this.#backlog.dropped + lost;
    await this.#link?.leave();
    this.#time.stop();
    this.#wifi.stop();
    this.#tell({ level: 'debug', event: 'stopped', unsent });
    return { unsent };
  }

  #drained(drainMs: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = this.#ports.clock.set(resolve, drainMs);
      this.#publisher?.whenEmpty(() => {
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
    this.#publisher?.send();
  }

  received(payload: Uint8Array, length: number): void {
    const command = readCommand(payload, length);
    if (!command) return;
    if (!command.ok) {
      const { problem } = command;
      this.#tell({ level: 'warn', event: 'settings refused', problem });
      this.#answer(problem);
    } else if (command.intervalMs !== this.#savedMs) this.#take(command.intervalMs);
  }

  /** A new interval holds, whether or not it can be saved. */
  #take(intervalMs: number): void {
    this.#setInterval(intervalMs, 'received');
    try {
      saveInterval(this.#ports.keyValue, intervalMs);
      this.#savedMs = intervalMs;
    } catch (error) {
      this.#savedMs = undefined;
      const problem = `intervalMs ${intervalMs} holds until the next restart only: it cannot be saved: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
      this.#answer(problem);
    }
  }

  #answer(problem: string): void {
    if (this.#topics) this.#link?.client.publish(this.#topics.error, JSON.stringify({ problem }));
  }

  #setInterval(intervalMs: number, source: 'saved' | 'received'): void {
    for (const sampler of this.#samplers) sampler.setInterval(intervalMs);
    this.#tell({ level: 'info', event: 'settings', intervalMs, source });
  }
}

/** `esp32-` and the last three bytes of the MAC address, which tell boards of a maker apart. */
function idOf(mac: string): string {
  const [, , , ...last] = mac.split(':');
  return `esp32-${last.join('')}`;
}
