/**
 * Why something did not work, by name. The names are short because they travel
 * with the minimal client; what each means and what to check next is in
 * explain.ts, for programs that talk to people.
 */

import type { SecureFailure } from '../ports/tls';

/** What is wrong with bytes that a server has sent. Each closes the connection [MQTT-4.8.0-1]. */
export type Malformed =
  | 'remaining length'
  | 'reserved flags'
  | 'wrong length'
  | 'QoS 3'
  | 'DUP at QoS 0'
  | 'UTF-8'
  | 'empty topic'
  | 'wildcard in topic'
  | 'packet identifier 0'
  | 'unknown packet identifier'
  | 'return code'
  | 'not a CONNACK'
  | 'session present'
  | 'unexpected packet'
  // of MQTT 5
  | 'property'
  | 'property length'
  | 'property twice'
  | 'property value'
  | 'reason code'
  | 'receive maximum'
  | 'topic alias'
  | 'unknown topic alias'
  | 'authentication method';

/** Why `connect` returned false, or a connection ended. */
export type ConnectionFailure =
  | SecureFailure
  | 'host not found'
  | 'unreachable'
  | 'no CONNACK'
  | 'refused'
  | 'connection lost'
  | 'no PINGRESP'
  | 'no acknowledgement'
  | 'handler failed'
  | 'disconnected'
  | 'QoS 2 message'
  // of MQTT 5
  | 'closed by server'
  | 'authentication failed'
  | `malformed: ${Malformed}`;

/** Why a call returned false. */
export type CallFailure =
  | 'not connected'
  | 'too long'
  | 'no room'
  | 'message open'
  | 'no message open'
  | 'message unfinished'
  | 'bad topic'
  | 'bad QoS';

export type Failure = ConnectionFailure | CallFailure;
