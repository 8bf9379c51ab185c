/** What a server says of itself, MQTT 5.0 clause 3.2.2.3. */

import { ServerLimits } from '../../../../firmware/mqtt/v5/limits';
import { PropertyReader } from '../../../../firmware/mqtt/v5/property-reader';
import { deepEqual } from '../../../kit/assert';
import { bytes, field, type Part } from '../../../kit/bytes';
import { four, two } from '../../../kit/mqtt5';
import { test } from '../../../kit/test';

function limits(...parts: Part[]): ServerLimits {
  const all = bytes(...parts);
  const taken = new ServerLimits();
  const reader = new PropertyReader();
  reader.beginBare(2, all);
  while (reader.next()) taken.take(reader, all);
  return taken;
}

test('a server that says nothing takes what the standard has as the default', () => {
  deepEqual(limits(), {
    receiveMaximum: 65_535,
    maximumQos: 2,
    retainAvailable: true,
    maximumPacketSize: 268_435_460,
    topicAliasMaximum: 0,
    wildcardSubscriptions: true,
    subscriptionIdentifiers: true,
    sharedSubscriptions: true,
    sessionExpiryS: undefined,
    keepAliveS: undefined,
    assignedId: undefined,
    responseInformation: undefined,
    serverReference: undefined,
    reasonString: undefined,
  });
});

test('everything that a server can say is taken', () => {
  const all = limits(
    [17, ...four(0xffff_ffff)], // Session Expiry Interval
    [33, ...two(20)], // Receive Maximum
    [36, 1], // Maximum QoS
    [37, 0], // Retain Available
    [39, ...four(0x8000_0000)], // Maximum Packet Size
    bytes(18, field('given')), // Assigned Client Identifier
    [34, ...two(10)], // Topic Alias Maximum
    bytes(31, field('all is well')), // Reason String
    bytes(38, field('a'), field('b')), // User Property
    [40, 0], // Wildcard Subscription Available
    [41, 0], // Subscription Identifiers Available
    [42, 0], // Shared Subscription Available
    [19, ...two(30)], // Server Keep Alive
    bytes(26, field('answers/here')), // Response Information
    bytes(28, field('other:1883')), // Server Reference
  );
  deepEqual(all, {
    receiveMaximum: 20,
    maximumQos: 1,
    retainAvailable: false,
    maximumPacketSize: 0x8000_0000,
    topicAliasMaximum: 10,
    wildcardSubscriptions: false,
    subscriptionIdentifiers: false,
    sharedSubscriptions: false,
    sessionExpiryS: 0xffff_ffff,
    keepAliveS: 30,
    assignedId: 'given',
    responseInformation: 'answers/here',
    serverReference: 'other:1883',
    reasonString: 'all is well',
  });
});
