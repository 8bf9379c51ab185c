/**
 * The station's place at the broker: connects with a last will, says `online`
 * and `offline`, listens for settings, and connects again for ever.
 */

import { explain } from '../mqtt/explain';
import type { Failure } from '../mqtt/failures';
import type { PubSubClient } from '../mqtt/pubsubclient';
import type { Session } from '../mqtt/session/session';
import type { Timer } from '../ports/clock';
import { Backoff } from './backoff';
import type { Tell } from './events';
import type { Guard } from './guard';
import { loginOf } from './login';
import type { Settings } from './settings';
import { StationClient, urlOf } from './station-client';
import type { Topics } from './topics';
import type { StationPorts } from './station-ports';

export interface LinkOwner {
  /** Connected: readings may go. */
  up(): void;
  /** Somebody has sent settings of `length` bytes; the payload is a view of them, or of their beginning. */
  received(payload: Uint8Array, length: number): void;
  /** Something came on the topic that it listens to beside. */
  heard(payload: Uint8Array): void;
}

export interface LinkOptions {
  readonly settings: Settings;
  /** The client's. */
  readonly id: string;
  readonly topics: Topics;
  readonly session: Session;
  /** Another topic to listen to. */
  readonly listensTo?: string | undefined;
}

export class BrokerLink {
  readonly #client: StationClient;
  readonly #ports: StationPorts;
  readonly #settings: Settings;
  readonly #id: string;
  readonly #topics: Topics;
  readonly #session: Session;
  readonly #listensTo: string | undefined;
  readonly #owner: LinkOwner;
  readonly #guard: Guard;
  readonly #tell: Tell;
  readonly #backoff: Backoff;
  readonly #broker: string;
  #wanted = false;
  /** It has said goodbye, for good: a network that comes back changes nothing. */
  #stopped = false;
  #retry: Timer | undefined;
  /** The last try failed for want of the time. */
  #waitsForClock = false;
  /** What was told last, so that only changes are. */
  #told = '';

  constructor(
    ports: StationPorts,
    { settings, id, topics, session, listensTo }: LinkOptions,
    owner: LinkOwner,
    guard: Guard,
    tell: Tell,
  ) {
    this.#ports = ports;
    this.#settings = settings;
    this.#id = id;
    this.#topics = topics;
    this.#session = session;
    this.#listensTo = listensTo;
    this.#owner = owner;
    this.#guard = guard;
    this.#tell = tell;
    this.#backoff = new Backoff(ports.random);
    this.#broker = urlOf(settings.broker);
    this.#client = this.#makeClient();
  }

  #makeClient(): StationClient {
    const { broker, keepAliveS } = this.#settings;
    const made = new StationClient(this.#ports, this.#guard, {
      ...{ broker, keepAliveS, topic: this.#topics.set },
      received: (payload, length) => {
        this.#owner.received(payload, length);
      },
      heard: (topic, payload) => {
        if (topic === this.#listensTo) this.#owner.heard(payload);
      },
    });
    const { client } = made;
    client.setCloseCallback((state, failure) => {
      this.#failed('lost', state, failure);
    });
    const session = this.#session;
    client.use(session);
    session.onRefused = (topic) => {
      this.#refused(topic);
    };
    this.#guard.watch('subscribe', session.subscribe(this.#topics.set, 1));
    const beside = this.#listensTo;
    if (beside !== undefined) this.#guard.watch('subscribe', session.subscribe(beside, 0));
    return made;
  }

  get client(): PubSubClient {
    return this.#client.client;
  }

  /** There is a network: connects at once. */
  up(): void {
    if (this.#stopped) return;
    this.#wanted = true;
    this.#connect();
  }

  /** The network is gone, and every connection with it. */
  down(): void {
    this.#wanted = false;
    this.#clearRetry();
    this.#backoff.over(this.#ports.clock.now());
    this.#guard.watch('disconnect', this.client.disconnect());
  }

  /** Says `offline` and goodbye for good; settles when that is on its way. */
  async leave(): Promise<void> {
    this.#stopped = true;
    this.#wanted = false;
    this.#clearRetry();
    if (!this.client.connected()) {
      await this.client.disconnect();
      return;
    }
    this.client.publish(this.#topics.status, 'offline', true);
    await this.client.disconnect();
    this.#tell({ level: 'info', event: 'mqtt', state: 'disconnected', broker: this.#broker });
  }

  #connect(): void {
    this.#clearRetry();
    this.#connectOnce().then(undefined, (error: unknown) => {
      // A fault of ours must not be the end of trying.
      this.#guard.fault('connect', error);
      this.#retryLater();
    });
  }

  async #connectOnce(): Promise<void> {
    const { client } = this;
    const login = loginOf(this.#settings.broker, this.#id, this.#ports);
    if (!login) {
      this.#failed('failed', client.state(), 'clock not set');
      return;
    }
    const connected = await client.connect({
      id: this.#id,
      // At QoS 2 the broker must remember what it has, or it would come twice.
      cleanSession: this.#settings.qos < 2,
      ...login,
      will: { topic: this.#topics.status, payload: 'offline', qos: 1, retain: true },
    });
    if (!this.#wanted) return;
    if (connected) this.#connected();
    else this.#failed('failed', client.state(), client.failure() ?? 'unreachable');
  }

  #connected(): void {
    this.#backoff.worked(this.#ports.clock.now());
    this.#told = '';
    this.#client.begin();
    this.#tell({
      level: 'info',
      event: 'mqtt',
      state: 'connected',
      broker: this.#broker,
      clientId: this.#id,
    });
    if (this.#settings.broker.tls?.insecure) {
      this.#tell({ level: 'warn', event: 'insecure', broker: this.#broker });
    }
    this.#sayOnline();
    this.#owner.up();
  }

  /** The clock is set: who waited for that need wait no longer. */
  clockSet(): void {
    if (this.#retry && this.#waitsForClock) this.#connect();
  }

  /** What the session sends again may leave no room at first. */
  #sayOnline(): void {
    const { client } = this;
    if (client.publish(this.#topics.status, 'online', true)) return;
    if (client.failure() !== 'no room') return;
    const isRoomMade = client.writable(client.getBufferSize());
    this.#guard.watch(
      'status',
      isRoomMade.then((yes) => {
        if (yes) this.#sayOnline();
      }),
    );
  }

  /** The broker does not let us hear of something; once for each connection. */
  #refused(topic: string): void {
    this.#tell({
      level: 'warn',
      event: 'subscription refused',
      topic,
      check: "the broker's access rules for this client",
    });
  }

  #failed(state: 'failed' | 'lost', code: number, failure: Failure): void {
    if (!this.#wanted) return;
    this.#waitsForClock = failure === 'clock not set';
    this.#retryLater();
    const what = `${failure} ${code}`;
    if (what === this.#told) return;
    this.#told = what;
    const { meaning, check } = explain(failure, code);
    const broker = this.#broker;
    this.#tell({ level: 'warn', event: 'mqtt', state, broker, code, failure, meaning, check });
  }

  #retryLater(): void {
    this.#clearRetry();
    if (!this.#wanted) return;
    const { clock } = this.#ports;
    this.#retry = clock.set(() => {
      this.#connect();
    }, this.#backoff.nextMs(clock.now()));
  }

  #clearRetry(): void {
    this.#ports.clock.clear(this.#retry);
    this.#retry = undefined;
  }
}
