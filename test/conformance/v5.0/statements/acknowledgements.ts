/** MQTT 5.0, clauses 3.4 to 3.7: PUBACK, PUBREC, PUBREL, PUBCOMP. */

import { client, type Statement } from '../../kit/statement';

export const ACKNOWLEDGEMENTS: readonly Statement[] = [
  client('3.4.2-1', 'a PUBACK has one of its own reason codes'),
  client('3.4.2-2', 'a reason string does not make a PUBACK too large'),
  client('3.4.2-3', 'user properties do not make a PUBACK too large'),
  client('3.5.2-1', 'a PUBREC has one of its own reason codes'),
  client('3.5.2-2', 'a reason string does not make a PUBREC too large'),
  client('3.5.2-3', 'user properties do not make a PUBREC too large'),
  client('3.6.1-1', 'PUBREL has the flags 0010'),
  client('3.6.2-1', 'a PUBREL has one of its own reason codes'),
  client('3.6.2-2', 'a reason string does not make a PUBREL too large'),
  client('3.6.2-3', 'user properties do not make a PUBREL too large'),
  client('3.7.2-1', 'a PUBCOMP has one of its own reason codes'),
  client('3.7.2-2', 'a reason string does not make a PUBCOMP too large'),
  client('3.7.2-3', 'user properties do not make a PUBCOMP too large'),
];
