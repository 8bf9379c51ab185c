/** The properties of MQTT 5, clause 2.2.2.2: their identifiers, what each is, and where it may stand. */

export const PAYLOAD_FORMAT = 1;
export const MESSAGE_EXPIRY = 2;
export const CONTENT_TYPE = 3;
export const RESPONSE_TOPIC = 8;
export const CORRELATION_DATA = 9;
export const SUBSCRIPTION_IDENTIFIER = 11;
export const SESSION_EXPIRY = 17;
export const ASSIGNED_CLIENT_IDENTIFIER = 18;
export const SERVER_KEEP_ALIVE = 19;
export const AUTHENTICATION_METHOD = 21;
export const AUTHENTICATION_DATA = 22;
export const REQUEST_PROBLEM_INFORMATION = 23;
export const WILL_DELAY = 24;
export const REQUEST_RESPONSE_INFORMATION = 25;
export const RESPONSE_INFORMATION = 26;
export const SERVER_REFERENCE = 28;
export const REASON_STRING = 31;
export const RECEIVE_MAXIMUM = 33;
export const TOPIC_ALIAS_MAXIMUM = 34;
export const TOPIC_ALIAS = 35;
export const MAXIMUM_QOS = 36;
export const RETAIN_AVAILABLE = 37;
export const USER_PROPERTY = 38;
export const MAXIMUM_PACKET_SIZE = 39;
export const WILDCARD_SUBSCRIPTION_AVAILABLE = 40;
export const SUBSCRIPTION_IDENTIFIER_AVAILABLE = 41;
export const SHARED_SUBSCRIPTION_AVAILABLE = 42;

/** What a property's value is: a number of 1, 2 or 4 bytes, or one of these. */
export const VARIABLE = 5;
export const TEXT = 6;
export const BINARY = 7;
export const PAIR = 8;

/** By identifier; 0 is none of them. */
const KINDS: readonly number[] = Object.freeze([
  0, // no property has identifier 0
  1, // Payload Format Indicator
  4, // Message Expiry Interval
  TEXT, // Content Type
  0,
  0,
  0,
  0,
  TEXT, // Response Topic
  BINARY, // Correlation Data
  0,
  VARIABLE, // Subscription Identifier
  0,
  0,
  0,
  0,
  0,
  4, // Session Expiry Interval
  TEXT, // Assigned Client Identifier
  2, // Server Keep Alive
  0,
  TEXT, // Authentication Method
  BINARY, // Authentication Data
  1, // Request Problem Information
  4, // Will Delay Interval
  1, // Request Response Information
  TEXT, // Response Information
  0,
  TEXT, // Server Reference
  0,
  0,
  TEXT, // Reason String
  0,
  2, // Receive Maximum
  2, // Topic Alias Maximum
  2, // Topic Alias
  1, // Maximum QoS
  1, // Retain Available
  PAIR, // User Property
  4, // Maximum Packet Size
  1, // Wildcard Subscription Available
  1, // Subscription Identifier Available
  1, // Shared Subscription Available
]);

export function kindOf(id: number): number {
  return KINDS[id] ?? 0;
}

/** What each packet that a server sends may have, by the four bits of its type. */
const ALLOWED: Readonly<Record<number, readonly number[]>> = Object.freeze(
  {
    2: [
      SESSION_EXPIRY,
      RECEIVE_MAXIMUM,
      MAXIMUM_QOS,
      RETAIN_AVAILABLE,
      MAXIMUM_PACKET_SIZE,
      ASSIGNED_CLIENT_IDENTIFIER,
      TOPIC_ALIAS_MAXIMUM,
      REASON_STRING,
      USER_PROPERTY,
      WILDCARD_SUBSCRIPTION_AVAILABLE,
      SUBSCRIPTION_IDENTIFIER_AVAILABLE,
      SHARED_SUBSCRIPTION_AVAILABLE,
      SERVER_KEEP_ALIVE,
      RESPONSE_INFORMATION,
      SERVER_REFERENCE,
      AUTHENTICATION_METHOD,
      AUTHENTICATION_DATA,
    ],
    3: [
      PAYLOAD_FORMAT,
      MESSAGE_EXPIRY,
      TOPIC_ALIAS,
      RESPONSE_TOPIC,
      CORRELATION_DATA,
      USER_PROPERTY,
      SUBSCRIPTION_IDENTIFIER,
      CONTENT_TYPE,
    ],
    14: [REASON_STRING, USER_PROPERTY, SERVER_REFERENCE],
    15: [AUTHENTICATION_METHOD, AUTHENTICATION_DATA, REASON_STRING, USER_PROPERTY],
  },
  true,
);

/** The acknowledgements of all kinds. */
const ANSWERS: readonly number[] = Object.freeze([REASON_STRING, USER_PROPERTY]);

export function isAllowed(id: number, type: number): boolean {
  return (ALLOWED[type] ?? ANSWERS).includes(id);
}

/** Smallest and largest value of a number that has such limits. */
export function isInRange(id: number, value: number): boolean {
  switch (id) {
    case PAYLOAD_FORMAT:
    case MAXIMUM_QOS:
    case RETAIN_AVAILABLE:
    case WILDCARD_SUBSCRIPTION_AVAILABLE:
    case SUBSCRIPTION_IDENTIFIER_AVAILABLE:
    case SHARED_SUBSCRIPTION_AVAILABLE:
      return value <= 1;
    case RECEIVE_MAXIMUM:
    case TOPIC_ALIAS:
    case MAXIMUM_PACKET_SIZE:
    case SUBSCRIPTION_IDENTIFIER:
      return value > 0;
    default:
      return true;
  }
}
