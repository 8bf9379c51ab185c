/** Reason codes, MQTT 5 clause 2.4: which may stand where, and what we say ourselves. */

import { MQTTPUBCOMP, MQTTPUBREL, MQTTSUBACK, MQTTUNSUBACK } from '../constants';
import type { Malformed } from '../failures';

export const DISCONNECT_WITH_WILL = 0x04;
export const CONTINUE_AUTHENTICATION = 0x18;
export const RE_AUTHENTICATE = 0x19;
export const UNSPECIFIED_ERROR = 0x80;
export const MALFORMED_PACKET = 0x81;
export const PROTOCOL_ERROR = 0x82;
export const UNSUPPORTED_VERSION = 0x84;
export const RECEIVE_MAXIMUM_EXCEEDED = 0x93;
export const TOPIC_ALIAS_INVALID = 0x94;

/** PUBACK and PUBREC, table 3-4. */
const PUBLISHED: readonly number[] = Object.freeze([
  0x00, 0x10, 0x80, 0x83, 0x87, 0x90, 0x91, 0x97, 0x99,
]);
/** PUBREL and PUBCOMP, table 3-6. */
const RELEASED: readonly number[] = Object.freeze([0x00, 0x92]);
/** SUBACK, table 3-8. */
const SUBSCRIBED: readonly number[] = Object.freeze([
  0x00, 0x01, 0x02, 0x80, 0x83, 0x87, 0x8f, 0x91, 0x97, 0x9e, 0xa1, 0xa2,
]);
/** UNSUBACK, table 3-9. */
const UNSUBSCRIBED: readonly number[] = Object.freeze([0x00, 0x11, 0x80, 0x83, 0x87, 0x8f, 0x91]);
/** CONNACK, table 3-1. */
const CONNECTED: readonly number[] = Object.freeze([
  0x00, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89, 0x8a, 0x8c, 0x90, 0x95, 0x97,
  0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9f,
]);
/** DISCONNECT, table 3-10, as far as servers send it. */
const DISCONNECTED: readonly number[] = Object.freeze([
  0x00, 0x80, 0x81, 0x82, 0x83, 0x87, 0x89, 0x8b, 0x8d, 0x8e, 0x8f, 0x90, 0x93, 0x94, 0x95, 0x96,
  0x97, 0x98, 0x99, 0x9a, 0x9b, 0x9c, 0x9d, 0x9e, 0x9f, 0xa0, 0xa1, 0xa2,
]);

/** Whether an acknowledgement of this type may say so. */
export function isReason(type: number, code: number): boolean {
  switch (type) {
    case MQTTPUBREL:
    case MQTTPUBCOMP:
      return RELEASED.includes(code);
    case MQTTSUBACK:
      return SUBSCRIBED.includes(code);
    case MQTTUNSUBACK:
      return UNSUBSCRIBED.includes(code);
    default:
      return PUBLISHED.includes(code);
  }
}

export function isConnackReason(code: number): boolean {
  return CONNECTED.includes(code);
}

export function isDisconnectReason(code: number): boolean {
  return DISCONNECTED.includes(code);
}

/** What a DISCONNECT of ours says of a packet of the server's. */
export function reasonFor(what: Malformed): number {
  switch (what) {
    case 'receive maximum':
      return RECEIVE_MAXIMUM_EXCEEDED;
    case 'topic alias':
      return TOPIC_ALIAS_INVALID;
    case 'property twice':
    case 'property value':
    case 'unexpected packet':
    case 'unknown packet identifier':
    case 'session present':
    case 'authentication method':
    case 'unknown topic alias':
    case 'empty topic':
      return PROTOCOL_ERROR;
    default:
      return MALFORMED_PACKET;
  }
}
