/** Who the embedded broker lets in, by the return codes of MQTT 3.1.1, table 3.1. */

import { timingSafeEqual } from 'node:crypto';
import type { Aedes } from 'aedes';
import { derivedPassword, WINDOW_S } from '../../firmware/security/derived-password';
import { NodeCrypto } from '../board/crypto';

export interface Door {
  readonly user: string;
  readonly password: string;
  /** Passwords are derived: that of this window, or of its neighbours, as clocks differ. */
  readonly derived: boolean;
  readonly unixMs: () => number;
}

const BAD_USER_NAME_OR_PASSWORD = 4;
const NOT_AUTHORIZED = 5;

/** Code 5 for who is not known, 4 for who does not know the password. */
export function watchDoor(aedes: Aedes, door: Door): void {
  aedes.authenticate = ({ id }, user, password, done) => {
    if (user !== door.user) done(refusal(NOT_AUTHORIZED), false);
    else if (passwordsOf(door, id).some((one) => isSame(one, password))) done(null, true);
    else done(refusal(BAD_USER_NAME_OR_PASSWORD), false);
  };
}

function passwordsOf({ password, derived, unixMs }: Door, clientId: string): Uint8Array[] {
  if (!derived) return [Buffer.from(password)];
  const nowS = unixMs() / 1000;
  const [secret, id] = [Buffer.from(password), Buffer.from(clientId)];
  return [-1, 0, 1].map((windows) =>
    derivedPassword(secret, id, nowS + windows * WINDOW_S, new NodeCrypto()),
  );
}

function isSame(one: Uint8Array, other: Readonly<Buffer> | undefined): boolean {
  return other?.length === one.length && timingSafeEqual(one, other);
}

function refusal<Code>(returnCode: Code): Error & { returnCode: Code } {
  return Object.assign(new Error('refused'), { returnCode });
}
