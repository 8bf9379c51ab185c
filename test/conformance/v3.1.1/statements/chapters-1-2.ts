/** MQTT 3.1.1, chapters 1 and 2: text on the wire, fixed header, packet identifiers. */

import { client, server, type Statement } from '../../kit/statement';

export const CHAPTERS_1_2: readonly Statement[] = [
  client(
    '1.5.3-1',
    'text is well-formed UTF-8 without surrogates; a packet with other text closes',
  ),
  client('1.5.3-2', 'text has no U+0000 in it; a packet that has one closes'),
  client('1.5.3-3', 'a byte order mark in a text is a character and stays'),
  client('2.2.2-1', 'reserved flag bits have the value of the table'),
  client('2.2.2-2', 'a packet with other flags closes'),
  client(
    '2.3.1-1',
    'SUBSCRIBE, UNSUBSCRIBE and PUBLISH above QoS 0 have an identifier that is not 0',
  ),
  client('2.3.1-2', 'a new packet gets an identifier that is not in use'),
  client(
    '2.3.1-3',
    'a packet that is sent again keeps its identifier, which is free once it is answered',
  ),
  server('2.3.1-4', 'the same for what a server publishes'),
  client('2.3.1-5', 'a PUBLISH at QoS 0 has no identifier'),
  client('2.3.1-6', 'PUBACK, PUBREC and PUBREL have the identifier of their PUBLISH'),
  server('2.3.1-7', 'SUBACK and UNSUBACK have the identifier of their request'),
];
