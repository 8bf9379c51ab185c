/** MQTT 5.0, chapters 1 and 2: data on the wire, fixed header, packet identifiers, properties. */

import { client, server, type Statement } from '../../kit/statement';

export const CHAPTERS_1_2: readonly Statement[] = [
  client('1.5.4-1', 'text is well-formed UTF-8 without surrogates'),
  client('1.5.4-2', 'text has no U+0000 in it'),
  client('1.5.4-3', 'a byte order mark in a text is a character and stays'),
  client('1.5.5-1', 'a variable byte integer has as few bytes as can be'),
  client('1.5.7-1', 'both texts of a string pair keep to the rules of text'),
  client('2.1.3-1', 'reserved flag bits have the value of the table'),
  client('2.2.1-2', 'a PUBLISH at QoS 0 has no identifier'),
  client(
    '2.2.1-3',
    'a new SUBSCRIBE, UNSUBSCRIBE or PUBLISH above QoS 0 gets a free identifier, not 0',
  ),
  server('2.2.1-4', 'the same for what a server publishes'),
  client('2.2.1-5', 'PUBACK, PUBREC, PUBREL and PUBCOMP have the identifier of their PUBLISH'),
  server('2.2.1-6', 'SUBACK and UNSUBACK have the identifier of their request'),
  client('2.2.2-1', 'no properties are said by a length of 0'),
];
