/** The packets of MQTT 5.0, by hand: those of 3.1.1 with a Property Length of 0 where one belongs. */

import { Mqtt5 } from '../../../firmware/mqtt/v5/mqtt5';
import { field } from '../../kit/bytes';
import { packet, two } from '../kit/layout';
import type { Version } from '../kit/version';

const NO_PROPERTIES = 0;

export const V5_0: Version = {
  name: '5.0',
  level: 5,
  plugIn: (client) => client.use(new Mqtt5()),
  connack: (sessionPresent, code = 0) =>
    packet(
      0x20, // CONNACK
      sessionPresent ? 1 : 0, // Connect Acknowledge Flags
      code, // Connect Reason Code
      NO_PROPERTIES,
    ),
  publish: (first, topic, id, payload) =>
    packet(
      first, // PUBLISH, DUP, QoS, RETAIN
      field(topic), // Topic Name
      first & 6 ? two(id) : [], // Packet Identifier
      NO_PROPERTIES,
      payload, // Payload
    ),
  // Reason Code 0 and Property Length may be left out, clauses 3.4.2.1 to 3.7.2.1.
  puback: (id) => packet(0x40, two(id)),
  pubrec: (id) => packet(0x50, two(id)),
  pubrel: (id, reason = 0) => packet(0x62, two(id), reason === 0 ? [] : reason),
  pubcomp: (id, reason = 0) => packet(0x70, two(id), reason === 0 ? [] : reason),
  subscribe: (id, ...requests) =>
    packet(
      0x82, // SUBSCRIBE
      two(id), // Packet Identifier
      NO_PROPERTIES,
      ...requests.flatMap(([filter, qos]) => [
        field(filter), // Topic Filter
        qos, // Subscription Options
      ]),
    ),
  suback: (id, ...codes) =>
    packet(
      0x90, // SUBACK
      two(id), // Packet Identifier
      NO_PROPERTIES,
      codes, // Reason Codes
    ),
  unsubscribe: (id, ...filters) =>
    packet(
      0xa2, // UNSUBSCRIBE
      two(id), // Packet Identifier
      NO_PROPERTIES,
      ...filters.map((filter) => field(filter)), // Topic Filters
    ),
  unsuback: (id, ...codes) =>
    packet(
      0xb0, // UNSUBACK
      two(id), // Packet Identifier
      NO_PROPERTIES,
      codes, // Reason Codes
    ),
};
