/**
 * The application: joins the Wi-Fi, sets the clock, connects to the broker,
 * samples its sensors and publishes what they say.
 */

import { modelOf } from '../sensors/dht/models';
import { DHT } from '../sensors/dht/sensor';
import { BrokerLink } from './broker-link';
import { readCommand } from './commands';
import type { StationEvent } from './events';
import { Guard } from './guard';
import { messageOf } from './message-of';
import { Publisher } from './publisher';
import type { Reading } from './reading';
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
    this.#link = new BrokerLink(
      this.#ports,
      { settings, id, topics, session },
      this,
      this.#guard,
      tell,
    );
    this.#samplers = this.#makeSamplers();
    this.#loadInterval();
    for (const sampler of this.#samplers) sampler.start();
  }

  #makePublisher(id: string, topic: string): Publisher {
    const { qos, backlog: keep } = this.#settings;
    const tell = (event: StationEvent): void => {
      this.#tell(event);
    };
    const publisher = new Publisher(
      { flash: this.#ports.flash, time: this.#time, guard: this.#guard, tell },
      { id, topic, qos, keep },
    );
    this.#time.onSet = () => {
      const { startUnixMs } = this.#time;
      if (startUnixMs !== undefined) publisher.clockSet(startUnixMs);
    };
    return publisher;
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
    if (!this.#publisher?.accept(reading)) return;
    const { temperatureC: temperature, humidityPercent: humidity, ticksMs: atMs } = reading;
    this.#tell({ level: 'debug', event: 'accepted', temperature, humidity, atMs });
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
    this.#publisher?.session.pump();
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
