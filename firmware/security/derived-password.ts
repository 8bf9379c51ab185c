/**
 * A password that is good for a while, for connections that somebody may listen to: it is
 * made of the secret, the client id and the time, and the secret never leaves the board.
 *
 *     Base64url of HMAC-SHA-256(secret, client id, line feed, number of the window)
 *
 * Whoever hears it can use it until its window is over, and can try secrets on it at
 * leisure: it takes a secret that nobody guesses. It hides nothing else that is sent.
 */

import type { Crypto } from '../ports/crypto';
import { toBase64Url } from './base64url';

/** Seconds for which a derived password is the current one. */
export const WINDOW_S = 600;

const LINE_FEED = 0x0a;
const ZERO = 0x30;

/** The password of the window in which `unixS` is, as bytes of ASCII. */
export function derivedPassword(
  secret: Uint8Array,
  clientId: Uint8Array,
  unixS: number,
  crypto: Crypto,
): Uint8Array {
  const window = digits(Math.floor(unixS / WINDOW_S));
  const message = new Uint8Array(clientId.length + 1 + window.length);
  message.set(clientId);
  message[clientId.length] = LINE_FEED;
  message.set(window, clientId.length + 1);
  return toBase64Url(crypto.hmacSha256(secret, message));
}

/** A number in decimal, in ASCII. */
function digits(number: number): Uint8Array {
  const reversed: number[] = [];
  for (let left = number; left > 0; left = Math.floor(left / 10)) {
    reversed.push(ZERO + (left % 10));
  }
  return Uint8Array.from(reversed.reverse());
}
