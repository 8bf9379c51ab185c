/** What a program says of MQTT 5 beside `connect`'s options, clause 3.1.2.11. */

import { whole } from '../arguments';
import type { MessageProperties, UserProperty } from './properties';

/** Enhanced authentication, clause 4.12: a conversation in place of a password. */
export interface Authentication {
  /** Its name, for instance `SCRAM-SHA-1`. */
  readonly method: string;
  /** What CONNECT brings along. */
  readonly data?: () => Uint8Array | undefined;
  /** Answers what the server asks; what it throws or rejects with ends the connection. */
  readonly respond: (data: Uint8Array) => Uint8Array | Promise<Uint8Array>;
}

export interface WillProperties extends MessageProperties {
  /** Seconds from the end of the connection until the will is published; 0 when it is not said. */
  readonly delayS?: number;
  /** Seconds that the will is worth something. */
  readonly expiryS?: number;
}

export interface Mqtt5Options {
  /** Goes on with MQTT 3.1.1 when the server does not know 5; true when it is not said. */
  readonly fallBack?: boolean;
  /**
   * Seconds that the server keeps the session when the connection is over; 0xFFFFFFFF is
   * for ever. When it is not said: 0 with a clean session and for ever without, as in 3.1.1.
   */
  readonly sessionExpiryS?: number;
  /** Messages above QoS 0 that the server may have under way to us, 1 to 65,535; 10 when it is not said. */
  readonly receiveMaximum?: number;
  /** Bytes of the largest packet that the server may send; it drops larger ones. No limit when it is not said. */
  readonly maximumPacketSize?: number;
  /** Topic aliases that the server may use, each of which costs memory; 8 when it is not said. */
  readonly topicAliasMaximum?: number;
  /** Topic aliases that are used for messages going out, as far as the server takes them; 8 when it is not said. */
  readonly topicAliases?: number;
  /** Asks for a place where responses may be sent to. */
  readonly requestResponseInformation?: boolean;
  /** False asks the server for no reasons in words. */
  readonly requestProblemInformation?: boolean;
  /** Of CONNECT. */
  readonly userProperties?: readonly UserProperty[];
  /** Of the will, which is `connect`'s. */
  readonly will?: WillProperties;
  readonly authentication?: Authentication;
}

/** Throws a RangeError that names what is out of its range. */
export function checkOptions(options: Mqtt5Options): void {
  const { sessionExpiryS = 0, receiveMaximum = 1, maximumPacketSize = 1 } = options;
  const { topicAliasMaximum = 0, topicAliases = 0, will = {} } = options;
  whole(sessionExpiryS, 'Mqtt5: sessionExpiryS', 0xffff_ffff);
  whole(receiveMaximum, 'Mqtt5: receiveMaximum', 0xffff, 1);
  whole(maximumPacketSize, 'Mqtt5: maximumPacketSize', 0xffff_ffff, 1);
  whole(topicAliasMaximum, 'Mqtt5: topicAliasMaximum', 0xffff);
  whole(topicAliases, 'Mqtt5: topicAliases', 0xffff);
  whole(will.delayS ?? 0, "Mqtt5: the will's delayS", 0xffff_ffff);
  whole(will.expiryS ?? 0, "Mqtt5: the will's expiryS", 0xffff_ffff);
}
