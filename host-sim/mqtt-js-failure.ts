/** Why mqtt.js is not at its broker, in the firmware's words: what it means, and what to check. */

import { MQTT_CONNECT_FAILED, MQTT_CONNECTION_LOST } from '../firmware/mqtt/constants';
import { explain } from '../firmware/mqtt/explain';
import type { ConnectionFailure } from '../firmware/mqtt/failures';
import { secureFailureOf } from './board/tls-failures';

/** By Node's error codes. */
const BY_CODE: Readonly<Record<string, ConnectionFailure>> = {
  ENOTFOUND: 'host not found',
  EAI_AGAIN: 'host not found',
  ECONNREFUSED: 'unreachable',
  EHOSTUNREACH: 'unreachable',
  ENETUNREACH: 'unreachable',
  ETIMEDOUT: 'unreachable',
  ECONNRESET: 'connection lost',
  EPIPE: 'connection lost',
};

/** By the words of mqtt.js, and of Node's TLS where its code says too little. */
const BY_WORDS: readonly (readonly [RegExp, ConnectionFailure])[] = [
  [/connack timeout/i, 'no CONNACK'],
  [/keepalive timeout/i, 'no PINGRESP'],
  [/before secure TLS connection/, 'not TLS'],
];

/**
 * `error` is the last that mqtt.js has told, undefined when the connection was closed without
 * one; `wasConnected`: the broker had answered.
 */
export function whyOf(error: Error | undefined, wasConnected: boolean): string {
  const state = wasConnected ? MQTT_CONNECTION_LOST : MQTT_CONNECT_FAILED;
  if (error === undefined) return words('connection lost', state);
  const { code } = error as { readonly code?: unknown };
  if (typeof code === 'number') return words('refused', code);
  const { message } = error;
  const failure =
    BY_WORDS.find(([pattern]) => pattern.test(message))?.[1] ??
    (typeof code === 'string' ? BY_CODE[code] : undefined) ??
    secureFailureOf(error, false);
  if (failure !== undefined) return words(failure, state);
  return `${message}; check that host and port belong to an MQTT broker, and its log`;
}

function words(failure: ConnectionFailure, state: number): string {
  const { meaning, check } = explain(failure, state);
  return `${meaning}; check ${check}`;
}
