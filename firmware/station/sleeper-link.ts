/** The place at the broker of a board that sleeps: one connection for each waking, made as short as it can be. */

import { explain } from '../mqtt/explain';
import type { Failure } from '../mqtt/failures';
import type { Session } from '../mqtt/session/session';
import { TripCounter } from '../mqtt/session/trip-counter';
import { wakePublish } from '../mqtt/session/wake-publish';
import type { ResolveCallback, ResolveOptions } from '../ports/resolver';
import type { Guard } from './guard';
import { loginOf } from './login';
import type { Settings } from './settings';
import { StationClient, urlOf } from './station-client';
import type { StationPorts } from './station-ports';
import type { Topics } from './topics';
import type { Remembered } from './wake-memory';

export interface SleeperLinkOptions {
  readonly settings: Settings;
  /** The client's. */
  readonly id: string;
  readonly topics: Topics;
  readonly remembered: Remembered;
  readonly session: Session;
  readonly received: (payload: Uint8Array, length: number) => void;
  /** Of its largest packet, when that is more than others have. */
  readonly packetBytes: number;
}

export interface SendReport {
  readonly isPublished: boolean;
  readonly roundTrips: number;
}

export class SleeperLink {
  /** The broker's address, to be remembered; undefined when there is none that works. */
  address: string | undefined;
  readonly #ports: StationPorts;
  readonly #options: SleeperLinkOptions;
  readonly #trips = new TripCounter();
  readonly #client: StationClient;

  constructor(ports: StationPorts, guard: Guard, options: SleeperLinkOptions) {
    const { settings, remembered, topics, session, received, packetBytes } = options;
    this.#ports = this.#listeningToNames(ports);
    this.#options = options;
    const { broker, keepAliveS } = settings;
    this.address = remembered.address;
    this.#client = new StationClient(this.#ports, guard, {
      broker: { ...broker, host: this.address ?? broker.host },
      ...{ keepAliveS, topic: topics.set, received, packetBytes },
      serverName: broker.host,
      wrap: (io) => this.#trips.wrap(io),
    });
    this.#client.client.use(session);
    guard.watch('subscribe', session.subscribe(topics.set, 1));
  }

  /** The address that a name was found to have is worth remembering. */
  #listeningToNames(ports: StationPorts): StationPorts {
    const found = (address: string | undefined): void => {
      if (address !== undefined) this.address = address;
    };
    return {
      ...ports,
      Resolver: class extends ports.Resolver {
        override resolve(options: ResolveOptions, callback: ResolveCallback): void {
          super.resolve(options, (error, address, host) => {
            if (!error) found(address);
            callback(error, address, host);
          });
        }
      },
    };
  }

  /** Sends what waits; settles when the broker has it, or the time is over. */
  async send(budgetMs: number): Promise<SendReport> {
    const { settings, id, session } = this.#options;
    const { broker } = settings;
    const login = loginOf(broker, id, this.#ports);
    if (!login) {
      this.#tell('clock not set');
      return { isPublished: false, roundTrips: 0 };
    }
    const { client } = this.#client;
    const { isPublished, failure } = await wakePublish(client, session, {
      budgetMs,
      clock: this.#ports.clock,
      // Settings that were sent while it slept wait at the broker.
      connect: { id, ...login, cleanSession: false },
      onFailed: () => {
        this.#askByName();
      },
    });
    if (!isPublished) this.#tell(failure ?? 'no acknowledgement');
    if (broker.tls?.insecure) {
      this.#ports.log.write({ level: 'warn', event: 'insecure', broker: urlOf(broker) });
    }
    return { isPublished, roundTrips: this.#trips.count };
  }

  /** Where the broker was it is not: its name may lead elsewhere by now. */
  #askByName(): void {
    const { host, port } = this.#options.settings.broker;
    this.address = undefined;
    this.#client.client.setServer(host, port);
  }

  publish(topic: string, payload: Uint8Array): void {
    this.#client.client.publish(topic, payload);
  }

  #tell(failure: Failure): void {
    const broker = urlOf(this.#options.settings.broker);
    const code = this.#client.client.state();
    const { meaning, check } = explain(failure, code);
    this.#ports.log.write({
      ...{ level: 'warn', event: 'mqtt', state: 'failed' },
      ...{ broker, code, failure, meaning, check },
    });
  }
}
