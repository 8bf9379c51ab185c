/** The words for `state()` and `failure()`: what each means, and what to check next. */

import { MQTT_CONNECT_FAILED } from './constants';
import type { Failure } from './failures';

export interface Explanation {
  readonly meaning: string;
  readonly check: string;
}

type Table = Readonly<Record<Exclude<Failure, 'refused' | `malformed: ${string}`>, Explanation>>;

const FAILURES: Table = Object.freeze(
  {
    'host not found': {
      meaning: "the broker's name has no address",
      check: 'the spelling of the name, and that the network has a DNS server',
    },
    unreachable: {
      meaning: 'the broker does not answer',
      check: 'its address and port, that it runs, and that no firewall is in between',
    },
    'no CONNACK': {
      meaning: 'the connection is taken and nothing is said: no MQTT broker, or an overloaded one',
      check: 'the port: 1883 is plain MQTT, 8883 is TLS',
    },
    'connection lost': {
      meaning: 'the connection was closed by the broker or the network',
      check: "the network, the broker's log, and that no other client has the same id",
    },
    'no acknowledgement': {
      meaning: 'the broker answers pings, but has not acknowledged what it was sent',
      check: 'the broker’s load and its limits; what it owes is sent again on the next connection',
    },
    'handler failed': {
      meaning: 'the handler could not cope with a message, which the broker is to send again',
      check: 'the error that setFailureCallback() is told',
    },
    'no PINGRESP': {
      meaning: 'the broker was pinged, and has stayed silent',
      check: 'the network, and the strength of the Wi-Fi signal',
    },
    disconnected: {
      meaning: 'disconnect() was called',
      check: 'nothing: this is how it should end',
    },
    'QoS 2 message': {
      meaning: 'a message with QoS 2 came, which this client cannot acknowledge',
      check: 'that no earlier session subscribed with QoS 2; connect with a clean session',
    },
    'closed by server': {
      meaning: 'the broker has closed the connection',
      check: 'the reason code that state() returns, and the broker’s log',
    },
    'authentication failed': {
      meaning: 'the answer to what the broker asked could not be found',
      check: 'the error that onFault is told',
    },
    'clock not set': {
      meaning: 'the clock is not set, and certificates have dates',
      check: 'that the network lets SNTP (UDP port 123) through',
    },
    'certificate not trusted': {
      meaning: "the broker's certificate does not go back to the CA that was given",
      check: "that it is this broker's CA, and that the broker sends all certificates in between",
    },
    'certificate for another name': {
      meaning: "the broker's certificate is for another name than the one it was called by",
      check: 'the host name, and the subjectAltName of the certificate',
    },
    'certificate expired': {
      meaning: "the broker's certificate, or its CA's, has expired",
      check: 'its dates; the broker needs a new one',
    },
    'certificate not yet valid': {
      meaning: "the broker's certificate, or its CA's, is not valid yet",
      check: "its dates, and the board's clock",
    },
    'certificate refused': {
      meaning:
        "the broker's certificate is from another CA, for another name, out of its dates, or does not come with its CA's",
      check: 'these four, with: openssl s_client -connect HOST:PORT -showcerts',
    },
    'client certificate refused': {
      meaning: 'the broker does not accept the certificate of this client, or misses one',
      check: "certificate and key, and that the broker trusts the certificate's CA",
    },
    'not TLS': {
      meaning: 'what answers is no TLS server, or has hung up in the middle of the handshake',
      check: 'the port: 8883 is TLS, 1883 is plain MQTT',
    },
    'TLS version': {
      meaning: 'there is no version or cipher in common, or the broker misses a client certificate',
      check:
        'that the broker takes TLS 1.2 with ECDHE and AES-GCM, and whether it wants a certificate',
    },
    'TLS timeout': {
      meaning: 'the handshake was begun and not ended in time',
      check: 'the network, and that the port belongs to a TLS server',
    },
    'TLS failed': {
      meaning: 'the handshake failed, or what came cannot be decrypted',
      check: "the broker's log, and that certificate and key belong together",
    },
    'not connected': {
      meaning: 'there is no connection',
      check: 'state(), and that connect() has returned true',
    },
    'too long': {
      meaning: 'the packet is larger than the buffer',
      check: 'setBufferSize(), or use publish_P() or beginPublish()',
    },
    'no room': {
      meaning: 'the buffer is full of bytes that wait for the network',
      check: 'await writable() before the next packet, or a larger setBufferSize()',
    },
    'message open': {
      meaning: 'a message begun with beginPublish() is not complete',
      check: 'write() the rest of it first',
    },
    'no message open': {
      meaning: 'no message was begun, or it has all its bytes',
      check: 'that beginPublish() returned true, and its length',
    },
    'message unfinished': {
      meaning: 'the message begun still misses bytes',
      check: 'that every write() returned the length it was given',
    },
    'bad topic': {
      meaning: 'the topic is empty, has a misplaced + or #, or is not proper text',
      check: 'the topic',
    },
    'bad QoS': {
      meaning: 'this client subscribes with QoS 0 or 1',
      check: 'the QoS, or plug in the session module',
    },
  },
  true,
);

/** `connection lost` before a CONNACK: a server for TLS, say, that is spoken to in plain text. */
const CLOSED_EARLY: Explanation = Object.freeze(
  {
    meaning: 'the connection was closed before the broker has answered',
    check:
      'whether this port is one for TLS (8883 is: mqtts://, on a board MQTT_CA) or for plain MQTT (1883), and the broker’s log',
  },
  true,
);

/** The return codes of CONNACK, MQTT 3.1.1 table 3.1. */
const RETURN_CODES: readonly (Explanation | undefined)[] = Object.freeze(
  [
    undefined,
    {
      meaning: 'refused, code 1: the broker does not speak this version of MQTT',
      check: 'that the broker supports MQTT 3.1.1',
    },
    {
      meaning: 'refused, code 2: the broker does not accept the client id',
      check: 'the id: short, of letters and digits, and not empty without a clean session',
    },
    {
      meaning: 'refused, code 3: the broker is not available',
      check: "the broker's log",
    },
    {
      meaning: 'refused, code 4: wrong user name or password',
      check: 'user name and password',
    },
    {
      meaning: 'refused, code 5: not authorised',
      check: "user name and password, and the broker's access rules for this client",
    },
  ],
  true,
);

/** What a failure means; `state` tells the refusals apart, and whether the broker had answered. */
export function explain(failure: Failure, state: number): Explanation {
  if (failure === 'refused') {
    return (
      RETURN_CODES[state] ?? {
        meaning: `refused, code ${state}, which MQTT 3.1.1 does not know`,
        check: "the broker's log",
      }
    );
  }
  if (failure === 'connection lost' && state === MQTT_CONNECT_FAILED) return CLOSED_EARLY;
  if (failure.startsWith('malformed: ')) {
    return {
      meaning: `the broker sent what is not MQTT (${failure})`,
      check: 'that host and port belong to an MQTT broker',
    };
  }
  return FAILURES[failure as keyof Table];
}
