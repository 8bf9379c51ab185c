/** CONNACK, DISCONNECT and AUTH from the server, MQTT 5 clauses 3.2, 3.14 and 3.15. */

import { MQTT_CONNECT_FAILED, MQTT_DISCONNECTED, MQTTReserved } from '../constants';
import { NO_ROOM, packetSize, writeHeader } from '../encode';
import type { ExtensionHost } from '../extension';
import type { Malformed } from '../failures';
import { toText } from '../text';
import type { Dialect5 } from './dialect';
import { ServerLimits } from './limits';
import type { Authentication } from './options';
import { PropertyWriter } from './properties';
import { AUTHENTICATION_DATA, AUTHENTICATION_METHOD } from './property-ids';
import { PropertyReader } from './property-reader';
import {
  CONTINUE_AUTHENTICATION,
  isConnackReason,
  isDisconnectReason,
  RE_AUTHENTICATE,
  UNSPECIFIED_ERROR,
} from './reason-codes';

/** Bytes of the largest packet that has to go whatever the server says: an acknowledgement with its reason. */
const LEAST_PACKET_SIZE = 5;

/** Reason code 0 of 3.1.1's CONNACK for a version that it does not know. */
const BAD_PROTOCOL = 1;

export class Handshake {
  /** What the server has said last, in CONNACK or DISCONNECT. */
  said = new ServerLimits();
  readonly #host: ExtensionHost;
  readonly #dialect: Dialect5;
  readonly #authentication: Authentication | undefined;
  readonly #reader = new PropertyReader();
  /** Whether a second authentication is under way. */
  #isAgain = false;
  /** A client without a session module has no state of a session but that it has had one. */
  #hadSession = false;

  constructor(host: ExtensionHost, dialect: Dialect5, authentication: Authentication | undefined) {
    this.#host = host;
    this.#dialect = dialect;
    this.#authentication = authentication;
  }

  /** A connection begins. */
  reset(): void {
    this.#isAgain = false;
    this.said = new ServerLimits();
  }

  connack(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const flags = bytes[start]!;
    const reason = bytes[start + 1]!;
    if (flags & 0xfe) return 'reserved flags'; // [MQTT-3.2.2-1]
    // As a server speaks that knows 3.1.1 only.
    if (end === start + 2 && reason === BAD_PROTOCOL) return this.#host.connack(false, reason);
    if (!isConnackReason(reason)) return 'reason code';
    if (reason > 0 && flags !== 0) return 'session present'; // [MQTT-3.2.2-6]
    const limits = new ServerLimits();
    const problem = this.#read(2, bytes, start + 2, end, limits);
    if (problem) return problem;
    this.said = limits;
    if (reason > 0) return this.#host.connack(false, reason);
    if (this.#method !== this.#authentication?.method) return 'authentication method'; // [MQTT-4.12.0-5, MQTT-4.12.0-6]
    if (limits.maximumPacketSize < LEAST_PACKET_SIZE) return 'property value'; // [MQTT-3.2.2-15]
    return this.#accepted(flags === 1, limits);
  }

  #accepted(sessionPresent: boolean, limits: ServerLimits): Malformed | undefined {
    const host = this.#host;
    const dialect = this.#dialect;
    const isUnknown = !host.inbox.extension && !this.#hadSession;
    if (sessionPresent && (isUnknown || dialect.isOther)) return 'session present'; // [MQTT-3.2.2-4]
    const { keepAliveMs } = host;
    dialect.accepted(limits);
    if (limits.keepAliveS !== undefined) host.keepAliveMs = limits.keepAliveS * 1000; // [MQTT-3.1.2-21]
    const refused = host.connack(sessionPresent, 0);
    if (refused) {
      host.keepAliveMs = keepAliveMs; // the next CONNACK may leave it to us
      return refused;
    }
    // While it is set, a server that insists on its session is not asked a third time.
    dialect.startsAnew = false;
    this.#hadSession = dialect.keepsSession;
    return undefined;
  }

  disconnected(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    if (!this.#host.connected) return 'not a CONNACK'; // [MQTT-3.14.0-1]
    const reason = end > start ? bytes[start]! : 0;
    if (!isDisconnectReason(reason)) return 'reason code';
    const said = new ServerLimits();
    const problem = end > start + 1 ? this.#read(14, bytes, start + 1, end, said) : undefined;
    if (problem) return problem;
    this.said = said;
    this.#host.end(reason || MQTT_DISCONNECTED, 'closed by server');
    return undefined;
  }

  #method: string | undefined;
  #data: Uint8Array | undefined;

  #forget(): void {
    this.#method = this.#data = undefined;
  }

  /** Reads properties that fill the rest of a packet. */
  #read(
    type: number,
    bytes: Uint8Array,
    at: number,
    end: number,
    into: ServerLimits,
  ): Malformed | undefined {
    const reader = this.#reader;
    this.#forget();
    if (!reader.begin(type, bytes, at, end)) return reader.malformed;
    if (reader.last !== end) return 'property length';
    while (reader.next()) {
      if (reader.id === AUTHENTICATION_METHOD) {
        this.#method = toText(bytes, reader.start, reader.end);
      } else if (reader.id === AUTHENTICATION_DATA) {
        this.#data = bytes.slice(reader.start, reader.end);
      } else into.take(reader, bytes);
    }
    return reader.malformed;
  }

  auth(bytes: Uint8Array, start: number, end: number): Malformed | undefined {
    const authentication = this.#authentication;
    if (!authentication) return 'unexpected packet'; // [MQTT-4.12.0-6]
    const reason = end > start ? bytes[start]! : 0;
    this.#forget();
    const problem =
      end > start + 1 ? this.#read(15, bytes, start + 1, end, new ServerLimits()) : undefined;
    if (problem) return problem;
    // Success may leave its end out, and says nothing then.
    const isShort = end <= start + 1 && reason === 0;
    if (!isShort && this.#method !== authentication.method) return 'authentication method';
    if (reason === CONTINUE_AUTHENTICATION) {
      if (this.#host.connected && !this.#isAgain) return 'unexpected packet';
      this.#respond(authentication, this.#data ?? new Uint8Array(0));
      return undefined;
    }
    if (reason !== 0) return 'reason code';
    if (!this.#isAgain) return 'unexpected packet';
    this.#isAgain = false;
    return undefined;
  }

  /** Authenticates anew on the connection that is there; false without one, or while that is under way. */
  authenticateAgain(): boolean {
    const authentication = this.#authentication;
    if (!authentication || !this.#host.connected || this.#isAgain) return false;
    this.#isAgain = this.#send(RE_AUTHENTICATE, authentication, authentication.data?.());
    return this.#isAgain;
  }

  #respond(authentication: Authentication, data: Uint8Array): void {
    const host = this.#host;
    const { connection } = host.sender;
    // An answer that comes late is for no other connection, nor for one that is being closed.
    const isWanted = (): boolean => connection === host.sender.connection && !host.isClosing;
    const fail = (error: unknown): void => {
      host.faults.report(error);
      if (!isWanted()) return;
      if (host.connected) this.#sayWhy(); // [MQTT-4.12.1-2]
      host.end(MQTT_CONNECT_FAILED, 'authentication failed');
    };
    const answer = (own: Uint8Array): void => {
      if (!isWanted()) return;
      try {
        if (!this.#send(CONTINUE_AUTHENTICATION, authentication, own)) {
          fail(new RangeError('authentication: the answer does not fit into the buffer now'));
        }
      } catch (error) {
        fail(error);
      }
    };
    try {
      const returned = authentication.respond(data);
      if ('then' in returned) returned.then(answer, fail);
      else answer(returned);
    } catch (error) {
      fail(error);
    }
  }

  #sayWhy(): void {
    const dialect = this.#dialect;
    this.#host.sender.sendAnswer(
      (out, at, end) => dialect.disconnect(out, at, end, UNSPECIFIED_ERROR),
      0,
    );
  }

  #send(reason: number, { method }: Authentication, data: Uint8Array | undefined): boolean {
    const properties = new PropertyWriter()
      .text(AUTHENTICATION_METHOD, method, 'authentication: method')
      .binary(AUTHENTICATION_DATA, data, 'authentication: data');
    const remaining = 1 + properties.size;
    // Before the CONNACK nobody knows how much the server takes.
    const most = this.#host.connected ? this.#dialect.maximumPacketSize : Infinity;
    if (packetSize(remaining) > most) return false; // [MQTT-3.2.2-15]
    return this.#host.sender.sendAnswer((out, at, end) => {
      if (at + packetSize(remaining) > end) return NO_ROOM;
      at = writeHeader(out, at, MQTTReserved, remaining);
      out[at++] = reason;
      return properties.write(out, at);
    }, 0);
  }
}
