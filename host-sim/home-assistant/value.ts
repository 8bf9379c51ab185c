/** What an entity takes for its value, and how that is shown. */

import type { Entity } from './check';
import type { BinarySensor } from './check-binary-sensor';
import type { Sensor } from './check-sensor';
import { OPENINGS } from './classes';
import { pythonFloat } from './python-numbers';

/** A value, undefined for none; or why what came is passed over. */
export type Taken =
  | { readonly ok: true; readonly value: string | undefined }
  | { readonly ok: false; readonly why: string };

/** What a template makes of null. */
const NONE = 'None';
const EMPTY: Taken = { ok: false, why: 'the payload is empty' };

/** `text` is what the template has made of a message. */
export function valueOf(entity: Entity, text: string): Taken {
  return entity.platform === 'sensor' ? measured(entity, text) : oneOfTwo(entity, text);
}

function measured({ isNumeric }: Sensor, text: string): Taken {
  if (isNumeric && text === '') return EMPTY;
  if (text === NONE) return { ok: true, value: undefined };
  if (!isNumeric || pythonFloat(text) !== undefined) return { ok: true, value: text };
  return { ok: false, why: `"${text}" is no number` };
}

function oneOfTwo({ on, off }: BinarySensor, text: string): Taken {
  if (text.trim() === '') return EMPTY;
  if (text === on) return { ok: true, value: 'on' };
  if (text === off) return { ok: true, value: 'off' };
  if (text === NONE) return { ok: true, value: undefined };
  return { ok: false, why: `"${text}" is neither "${on}" nor "${off}"` };
}

/** A measurement with its decimals; of what opens, whether it is open. */
export function shownValue(entity: Entity, value: string): string {
  if (entity.platform === 'sensor') {
    const { decimals, isNumeric } = entity;
    if (!isNumeric || decimals === undefined) return value;
    return pythonFloat(value)!.toFixed(decimals);
  }
  if (!OPENINGS.includes(entity.deviceClass ?? '')) return value;
  return value === 'on' ? 'open' : 'closed';
}
