/**
 * A password that is good for a while, for connections that somebody may listen to: it is
 * made of the secret, the client id and the time, and the secret never leaves the board.
 *
 *     Base64url of HMAC-SHA-256(secret, client id, line feed, number of the window)
 *
 * Whoever hears it can use it until its window is over, and can try secrets on it at
 * leisure: it takes a secret that nobody guesses. It hides nothing else that is sent.
 */

import { toBytes } from '../mqtt/text';
import type { Crypto } from '../ports/crypto';
import { toBase64Url } from './base64url';

/** Seconds for which a derived password is the current one. */
export const WINDOW_S = 600;

/** The password of the window in which `unixS` is, as bytes of ASCII. */
export function derivedPassword(
  secret: string,
  clientId: string,
  unixS: number,
  crypto: Crypto,
): Uint8Array {
  const window = Math.floor(unixS / WINDOW_S);
  return toBase64Url(crypto.hmacSha256(toBytes(secret), toBytes(`${clientId}\n${window}`)));
}
