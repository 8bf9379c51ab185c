/**
 * MQTT 5.0 in place of 3.1.1. It plugs into the client, before or after a session:
 *
 *     const mqtt5 = new Mqtt5({ sessionExpiryS: 3600 });
 *     client.use(mqtt5);
 *     await client.connect('esp32'); // state() and failure() may be MQTT 5's now
 *     mqtt5.version; // 5, or 4 when the server knows 3.1.1 only
 *
 * A session that the server has kept from before a restart is given up where no
 * module has its state [MQTT-3.2.2-4]; a Session with `assumesSession` goes on with it.
 */

import { MQTT_CONNECT_BAD_PROTOCOL, MQTT_VERSION_3_1_1 } from '../constants';
import { MQTT_3_1_1 } from '../dialect';
import type { ExtensionHost, Plugin } from '../extension';
import type { ConnectionFailure } from '../failures';
import { whole } from '../arguments';
import { DEFAULT_ALIASES, Dialect5 } from './dialect';
import { Handshake } from './handshake';
import { Incoming5 } from './incoming';
import type { ServerLimits } from './limits';
import { checkOptions, type Mqtt5Options } from './options';
import { type ReceivedProperties, readProperties } from './properties';
import { DISCONNECT_WITH_WILL, UNSUPPORTED_VERSION } from './reason-codes';

export const MQTT_VERSION_5 = 5;

export interface GoodbyeOptions {
  /** The server publishes the will all the same. */
  readonly withWill?: boolean;
  /** Seconds that the server keeps the session; cannot make one last that was asked for with 0. */
  readonly sessionExpiryS?: number;
}

export class Mqtt5 implements Plugin {
  readonly #options: Mqtt5Options;
  readonly #dialect: Dialect5;
  #host: ExtensionHost | undefined;
  #incoming: Incoming5 | undefined;
  #handshake: Handshake | undefined;
  #isFallenBack = false;
  /** A server has closed the connection without a word, as some do that know 3.1.1 only. */
  #isGuess = false;

  /** Throws a RangeError for what is out of its range. */
  constructor(options: Mqtt5Options = {}) {
    checkOptions(options);
    this.#options = options;
    this.#dialect = new Dialect5(options);
  }

  attach(host: ExtensionHost): void {
    const { authentication, topicAliasMaximum = DEFAULT_ALIASES } = this.#options;
    this.#host = host;
    this.#handshake = new Handshake(host, this.#dialect, authentication);
    this.#incoming = new Incoming5(host, this.#dialect, this.#handshake, topicAliasMaximum);
    this.#dialect.onConnect = () => {
      this.#handshake?.reset();
      this.#incoming?.reset();
    };
    host.retries.push((state, failure) => this.#retry(state, failure));
    this.#speak(MQTT_VERSION_5);
  }

  #speak(version: number): void {
    const host = this.#host!;
    const is5 = version === MQTT_VERSION_5;
    this.#isFallenBack = !is5;
    host.sender.dialect = is5 ? this.#dialect : MQTT_3_1_1;
    host.reader.consumer = is5 ? this.#incoming! : host.inbox;
  }

  /** What the connection speaks, or the next one will: 5, or 4 for 3.1.1. */
  get version(): number {
    return this.#isFallenBack ? MQTT_VERSION_3_1_1 : MQTT_VERSION_5;
  }

  /** What the server that was connected last takes and offers. */
  get server(): ServerLimits {
    return this.#dialect.limits;
  }

  /** What the server has said in words when it refused or closed the connection. */
  get reasonString(): string | undefined {
    return this.#handshake?.said.reasonString;
  }

  /** Another server that it has named when it refused or closed the connection. */
  get serverReference(): string | undefined {
    return this.#handshake?.said.serverReference;
  }

  /** The client identifier that a server has given to a client without one; it is used from then on. */
  get assignedId(): string | undefined {
    return this.#dialect.assignedId;
  }

  /** The properties of the message whose callback is running. */
  get properties(): ReceivedProperties {
    return readProperties(this.#incoming?.properties);
  }

  /** Says goodbye as `client.disconnect` does, with more to say. */
  disconnect({ withWill = false, sessionExpiryS }: GoodbyeOptions = {}): Promise<void> {
    if (sessionExpiryS !== undefined) {
      whole(sessionExpiryS, 'disconnect: sessionExpiryS', 0xffff_ffff);
      if (sessionExpiryS > 0 && this.#dialect.sessionExpiryS === 0) {
        throw new RangeError(
          'disconnect: sessionExpiryS: the session was asked for with 0, which cannot be undone',
        );
      }
    }
    this.#dialect.goodbyeExpiryS = sessionExpiryS;
    return this.#host!.disconnect(withWill ? DISCONNECT_WITH_WILL : 0);
  }

  /** Authenticates anew, with `authentication` of the options; false when that is not possible now. */
  authenticateAgain(): boolean {
    return !this.#isFallenBack && this.#handshake!.authenticateAgain();
  }

  /** What has not pleased the server is changed, once for each connection. */
  #retry(state: number, failure: ConnectionFailure): boolean {
    const dialect = this.#dialect;
    if (this.#isFallenBack) {
      // It was no matter of the version, or the server is not there at all.
      if (this.#isGuess) this.#speak(MQTT_VERSION_5);
      this.#isGuess = false;
      return false;
    }
    const isStart = dialect.startsAnew || this.#host!.cleanSession;
    if (failure === 'malformed: session present' && !isStart) {
      dialect.startsAnew = true; // [MQTT-3.2.2-4]
      return true;
    }
    dialect.startsAnew = false;
    const isRefused =
      failure === 'refused' &&
      (state === UNSUPPORTED_VERSION || state === MQTT_CONNECT_BAD_PROTOCOL);
    const isGuess = failure === 'connection lost';
    const mayFallBack = this.#options.fallBack !== false && !dialect.needsMqtt5;
    if (!mayFallBack || this.#options.authentication || !(isRefused || isGuess)) return false;
    this.#isGuess = isGuess;
    this.#speak(MQTT_VERSION_3_1_1);
    return true;
  }
}
