/** MQTT 5.0, clauses 3.14 and 3.15: DISCONNECT and AUTH. */

import { client, server, type Statement } from '../../kit/statement';

export const ENDING: readonly Statement[] = [
  server('3.14.0-1', 'a server’s DISCONNECT comes after a CONNACK that accepts'),
  client('3.14.1-1', 'the reserved flags of a DISCONNECT are checked, and answered as malformed'),
  client('3.14.2-1', 'a DISCONNECT has one of its own reason codes'),
  server('3.14.2-2', 'a server’s DISCONNECT has no session expiry interval'),
  client('3.14.2-3', 'a reason string does not make a DISCONNECT too large'),
  client('3.14.2-4', 'user properties do not make a DISCONNECT too large'),
  client('3.14.4-1', 'nothing is sent after a DISCONNECT'),
  client('3.14.4-2', 'the connection is closed after a DISCONNECT'),
  server('3.14.4-3', 'a normal DISCONNECT discards the will'),
  client('3.15.1-1', 'the flags of AUTH are 0, others close'),
  client('3.15.2-1', 'an AUTH has one of its own reason codes'),
  client('3.15.2-2', 'a reason string does not make an AUTH too large'),
  client('3.15.2-3', 'user properties do not make an AUTH too large'),
];
