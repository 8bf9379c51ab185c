/**
 * What the station sends and takes when it has a payload key: Fernet tokens, which only
 * who has the key can read or make. A token that sets something must be newer than the
 * last one that did: who has recorded one cannot play it again.
 */

import { toBytes } from '../mqtt/text';
import { Fernet, type FernetFailure, type FernetParts } from '../security/fernet';
import type { StationPorts } from './station-ports';

export interface Unsealed {
  readonly payload: Uint8Array;
  readonly mark: TokenMark;
}

/** By which a token is known again. */
export interface TokenMark {
  /** When it was made: Unix seconds by its maker's clock. */
  readonly timeS: number;
  /** 32 bits of its signature. */
  readonly signature: number;
}

/** Why a token is not taken. */
export type SealFailure = FernetFailure | 'too long';

export const SEAL_PROBLEMS: Readonly<Record<SealFailure, string>> = Object.freeze(
  {
    malformed: 'this is no Fernet token, and this station takes nothing else',
    'wrong signature': "the token is not made with this station's key, or was changed",
    expired: 'the token is no newer than the one that has set what holds',
    'from the future': "the token is from the future: its maker's clock is wrong, or the station's",
    'too long': 'the token is larger than the buffer',
  },
  true,
);

export class Sealing {
  readonly #fernet: Fernet;
  readonly #nowS: () => number | undefined;

  /** `keys` as checkKeys takes them; `nowS` is Unix seconds, undefined while the clock is not set. */
  constructor(keys: string, parts: FernetParts, nowS: () => number | undefined) {
    this.#fernet = new Fernet(keysOf(keys), parts);
    this.#nowS = nowS;
  }

  /** The token of a payload; its time is 0 while the clock is not set. */
  seal(payload: Uint8Array): Uint8Array {
    return this.#fernet.encrypt(payload, Math.floor(this.#nowS() ?? 0));
  }

  /** What is in a token of `length` bytes, of which the client may have kept the beginning only. */
  unseal(token: Uint8Array, length: number, last: TokenMark): Unsealed | SealFailure {
    if (length > token.length) return 'too long';
    const nowS = this.#nowS();
    // Any age, as a retained message may have; only not older than what holds.
    const payload = this.#fernet.decrypt(token, nowS === undefined ? {} : { ttlS: nowS, nowS });
    if (typeof payload === 'string') return payload;
    const mark = Fernet.markOf(token);
    // The same one comes again where it is retained.
    const isNew = mark.timeS > last.timeS;
    const isSame = mark.timeS === last.timeS && mark.signature === last.signature;
    return isNew || isSame ? { payload, mark } : 'expired';
  }
}

/** The sealing of a station that has a payload key. */
export function sealingOf(
  { crypto, random, wallClock }: Pick<StationPorts, 'crypto' | 'random' | 'wallClock'>,
  { payloadKey }: { readonly payloadKey?: string },
): Sealing | undefined {
  if (payloadKey === undefined) return undefined;
  return new Sealing(payloadKey, { crypto, random }, () => {
    const unixMs = wallClock.unixMs();
    return unixMs === undefined ? undefined : unixMs / 1000;
  });
}

/** What a station answers to settings that are wrong. */
export function problemPayload(problem: string, sealing: Sealing | undefined): Uint8Array {
  const payload = toBytes(JSON.stringify({ problem }));
  return sealing ? sealing.seal(payload) : payload;
}

/** What is wrong with a list of keys, to stand behind its name; undefined when nothing is. */
export function keysProblem(keys: string): string | undefined {
  try {
    Fernet.check(keysOf(keys));
    return undefined;
  } catch (error) {
    return `is refused: ${(error as Error).message}`;
  }
}

/** Several are separated by commas; the first one encrypts. */
function keysOf(keys: string): Uint8Array[] {
  return keys.split(',').map((key) => toBytes(key));
}
