/** The packets of MQTT 3.1.1, by hand. */

import { field } from '../../kit/bytes';
import { packet, two } from '../kit/layout';
import type { Version } from '../kit/version';

export const V3_1_1: Version = {
  name: '3.1.1',
  level: 4,
  plugIn: () => undefined,
  connack: (sessionPresent, code = 0) =>
    packet(
      0x20, // CONNACK
      sessionPresent ? 1 : 0, // Connect Acknowledge Flags
      code, // Connect Return code
    ),
  publish: (first, topic, id, payload) =>
    packet(
      first, // PUBLISH, DUP, QoS, RETAIN
      field(topic), // Topic Name
      first & 6 ? two(id) : [], // Packet Identifier
      payload, // Payload
    ),
  puback: (id) => packet(0x40, two(id)),
  pubrec: (id) => packet(0x50, two(id)),
  pubrel: (id) => packet(0x62, two(id)),
  pubcomp: (id) => packet(0x70, two(id)),
  subscribe: (id, ...requests) =>
    packet(
      0x82, // SUBSCRIBE
      two(id), // Packet Identifier
      ...requests.flatMap(([filter, qos]) => [
        field(filter), // Topic Filter
        qos, // Requested QoS
      ]),
    ),
  suback: (id, ...codes) =>
    packet(
      0x90, // SUBACK
      two(id), // Packet Identifier
      codes, // Return Codes
    ),
  unsubscribe: (id, ...filters) =>
    packet(
      0xa2, // UNSUBSCRIBE
      two(id), // Packet Identifier
      ...filters.map((filter) => field(filter)), // Topic Filters
    ),
  unsuback: (id) => packet(0xb0, two(id)),
};
