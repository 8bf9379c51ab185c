/**
 * The packets of QoS 2, both ways, MQTT 3.1.1 clauses 3.5 to 3.7. The minimal
 * client does without them; a session that plugs into it brings them in.
 */

import { MQTTPUBCOMP, MQTTPUBREC, MQTTPUBREL } from '../constants';
import { checkFixed } from '../decode';
import { encodeAck } from '../encode';
import type { Malformed } from '../failures';

/** PUBREL's first byte: its flags are 0010 [MQTT-3.6.1-1]. */
const PUBREL = MQTTPUBREL | 0x02;

/** PUBREC, clause 3.5. */
export function encodePubrec(out: Uint8Array, at: number, end: number, id: number): number {
  return encodeAck(out, at, end, MQTTPUBREC, id);
}

/** PUBREL, clause 3.6. */
export function encodePubrel(out: Uint8Array, at: number, end: number, id: number): number {
  return encodeAck(out, at, end, PUBREL, id);
}

/** PUBCOMP, clause 3.7. */
export function encodePubcomp(out: Uint8Array, at: number, end: number, id: number): number {
  return encodeAck(out, at, end, MQTTPUBCOMP, id);
}

/** Checks a fixed header of these three; their body is a packet identifier. */
export function checkQos2Header(first: number, remaining: number): Malformed | undefined {
  const type = first & 0xf0;
  if (type === MQTTPUBREL) {
    if (first !== PUBREL) return 'reserved flags';
    return remaining === 2 ? undefined : 'wrong length';
  }
  if (type !== MQTTPUBREC && type !== MQTTPUBCOMP) return 'unexpected packet';
  return checkFixed(first, remaining, 2);
}
