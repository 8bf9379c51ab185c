/** MQTT 5.0, clause 3.2: CONNACK. */

import { client, server, type Statement } from '../../kit/statement';

export const CONNACK: readonly Statement[] = [
  server('3.2.0-1', 'nothing but AUTH goes before the CONNACK'),
  server('3.2.0-2', 'there is one CONNACK on a connection'),
  server('3.2.2-1', 'the reserved acknowledge flags are 0'),
  server('3.2.2-2', 'session present is 0 after a clean start'),
  server('3.2.2-3', 'session present says whether there is a session'),
  client('3.2.2-4', 'session present without a session of the client’s own closes'),
  client('3.2.2-5', 'a server without the session makes the client discard its state'),
  server('3.2.2-6', 'session present is 0 in a refusal'),
  server('3.2.2-7', 'a refusal closes'),
  server('3.2.2-8', 'only the reason codes of a CONNACK are used'),
  server('3.2.2-9', 'a server without QoS 1 or 2 announces its maximum QoS'),
  server('3.2.2-10', 'subscriptions of any QoS are accepted all the same'),
  client('3.2.2-11', 'no PUBLISH exceeds the server’s maximum QoS'),
  server('3.2.2-12', 'a will above the maximum QoS is refused'),
  server('3.2.2-13', 'a retained will is refused where nothing is retained'),
  client('3.2.2-14', 'no PUBLISH has RETAIN where nothing is retained'),
  client('3.2.2-15', 'no packet exceeds the server’s maximum packet size'),
  server('3.2.2-16', 'an empty client identifier gets a new one in the CONNACK'),
  client('3.2.2-17', 'no topic alias exceeds the server’s maximum'),
  client('3.2.2-18', 'without a maximum no topic alias is sent'),
  server('3.2.2-19', 'a reason string does not make the CONNACK too large'),
  server('3.2.2-20', 'user properties do not make the CONNACK too large'),
  client('3.2.2-21', 'the server’s keep-alive interval replaces the client’s'),
  server('3.2.2-22', 'without one the client’s holds'),
];
