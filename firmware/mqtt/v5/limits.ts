/** What a server says of itself in its CONNACK, MQTT 5 clause 3.2.2.3. */

import { LARGEST_REMAINING_LENGTH } from '../encode';
import { toText } from '../text';
import {
  ASSIGNED_CLIENT_IDENTIFIER,
  MAXIMUM_PACKET_SIZE,
  MAXIMUM_QOS,
  REASON_STRING,
  RECEIVE_MAXIMUM,
  RESPONSE_INFORMATION,
  RETAIN_AVAILABLE,
  SERVER_KEEP_ALIVE,
  SERVER_REFERENCE,
  SESSION_EXPIRY,
  SHARED_SUBSCRIPTION_AVAILABLE,
  SUBSCRIPTION_IDENTIFIER_AVAILABLE,
  TOPIC_ALIAS_MAXIMUM,
  WILDCARD_SUBSCRIPTION_AVAILABLE,
} from './property-ids';
import type { PropertyReader } from './property-reader';

export class ServerLimits {
  /** Messages above QoS 0 that it takes without having acknowledged them. */
  receiveMaximum = 0xffff;
  maximumQos = 2;
  retainAvailable = true;
  /** Bytes of the largest packet that it takes. */
  maximumPacketSize = LARGEST_REMAINING_LENGTH + 5;
  topicAliasMaximum = 0;
  wildcardSubscriptions = true;
  subscriptionIdentifiers = true;
  sharedSubscriptions = true;
  /** Seconds that it keeps the session, when that is not what was asked for. */
  sessionExpiryS: number | undefined;
  /** Seconds, in place of the keep-alive that was asked for. */
  keepAliveS: number | undefined;
  /** The client identifier that it has given to a client without one. */
  assignedId: string | undefined;
  /** Where a client may have responses sent to. */
  responseInformation: string | undefined;
  /** Another server to use. */
  serverReference: string | undefined;
  /** What it says to people. */
  reasonString: string | undefined;

  /** Takes the property that the reader is at. */
  take({ id, value, start, end }: PropertyReader, bytes: Uint8Array): void {
    const isYes = value === 1;
    switch (id) {
      case RECEIVE_MAXIMUM:
        this.receiveMaximum = value;
        break;
      case MAXIMUM_QOS:
        this.maximumQos = value;
        break;
      case RETAIN_AVAILABLE:
        this.retainAvailable = isYes;
        break;
      case MAXIMUM_PACKET_SIZE:
        this.maximumPacketSize = value;
        break;
      case TOPIC_ALIAS_MAXIMUM:
        this.topicAliasMaximum = value;
        break;
      case WILDCARD_SUBSCRIPTION_AVAILABLE:
        this.wildcardSubscriptions = isYes;
        break;
      case SUBSCRIPTION_IDENTIFIER_AVAILABLE:
        this.subscriptionIdentifiers = isYes;
        break;
      case SHARED_SUBSCRIPTION_AVAILABLE:
        this.sharedSubscriptions = isYes;
        break;
      case SESSION_EXPIRY:
        this.sessionExpiryS = value;
        break;
      case SERVER_KEEP_ALIVE:
        this.keepAliveS = value;
        break;
      default:
        this.#takeText(id, bytes, start, end);
    }
  }

  #takeText(id: number, bytes: Uint8Array, start: number, end: number): void {
    switch (id) {
      case ASSIGNED_CLIENT_IDENTIFIER:
        this.assignedId = toText(bytes, start, end);
        break;
      case RESPONSE_INFORMATION:
        this.responseInformation = toText(bytes, start, end);
        break;
      case SERVER_REFERENCE:
        this.serverReference = toText(bytes, start, end);
        break;
      case REASON_STRING:
        this.reasonString = toText(bytes, start, end);
        break;
      default: // user properties, and what AUTH is about
    }
  }
}
