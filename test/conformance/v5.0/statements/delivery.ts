/** MQTT 5.0, clauses 4.1 to 4.6: sessions, the three QoS, resending, order. */

import { client, server, type Statement } from '../../kit/statement';

export const DELIVERY: readonly Statement[] = [
  client('4.1.0-1', 'the session’s state is kept while the connection is open'),
  server('4.1.0-2', 'the session’s state is discarded once it has expired'),
  client('4.2-1', 'the transport keeps order and loses nothing'),
  client('4.3.1-1', 'QoS 0: a PUBLISH without DUP'),
  client('4.3.2-1', 'QoS 1, sending: a free identifier for each new message'),
  client('4.3.2-2', 'QoS 1, sending: a PUBLISH with it, and without DUP'),
  client('4.3.2-3', 'QoS 1, sending: unacknowledged until the PUBACK'),
  client('4.3.2-4', 'QoS 1, receiving: a PUBACK with the identifier'),
  client('4.3.2-5', 'QoS 1, receiving: after it, the identifier is a new message’s'),
  client('4.3.3-1', 'QoS 2, sending: a free identifier for each new message'),
  client('4.3.3-2', 'QoS 2, sending: a PUBLISH with it, and without DUP'),
  client('4.3.3-3', 'QoS 2, sending: unacknowledged until the PUBREC'),
  client('4.3.3-4', 'QoS 2, sending: a PUBREC without an error gets its PUBREL'),
  client('4.3.3-5', 'QoS 2, sending: the PUBREL is unacknowledged until the PUBCOMP'),
  client('4.3.3-6', 'QoS 2, sending: after the PUBREL never the PUBLISH again'),
  client('4.3.3-7', 'QoS 2, sending: what was sent does not expire any more'),
  client('4.3.3-8', 'QoS 2, receiving: a PUBREC with the identifier'),
  client(
    '4.3.3-9',
    'QoS 2, receiving: after a PUBREC with an error the identifier is a new message’s',
  ),
  client(
    '4.3.3-10',
    'QoS 2, receiving: until PUBREL each repetition gets a PUBREC and is not handed on',
  ),
  client('4.3.3-11', 'QoS 2, receiving: a PUBREL gets its PUBCOMP'),
  client('4.3.3-12', 'QoS 2, receiving: after it, the identifier is a new message’s'),
  client('4.3.3-13', 'QoS 2, receiving: expiry does not end the exchange'),
  client(
    '4.4.0-1',
    'what is open is sent again after a reconnect with the session, and at no other time',
  ),
  client('4.4.0-2', 'an acknowledgement with an error ends a message'),
  server('4.5.0-1', 'a message is added to all sessions that subscribe to it'),
  client('4.5.0-2', 'every PUBLISH is acknowledged, whether anybody wants it or not'),
  client('4.6.0-1', 'PUBLISH packets are sent again in their original order'),
  client('4.6.0-2', 'PUBACKs go in the order of their PUBLISH packets'),
  client('4.6.0-3', 'PUBRECs go in the order of their PUBLISH packets'),
  client('4.6.0-4', 'PUBRELs go in the order of their PUBRECs'),
  server('4.6.0-5', 'messages of an ordered topic keep their order'),
  server('4.6.0-6', 'topics are ordered unless an administrator says otherwise'),
];
