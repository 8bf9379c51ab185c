/** What payloads say: how a handler wants them. A payload that is none of its kind is a value, not an exception. */

import { inspect, TEXT_MALFORMED, toText } from '../text';

/** Reads a payload; undefined when it is none of this kind. `payload` is a view, valid during the call. */
export type PayloadReader<T> = (payload: Uint8Array) => T | undefined;

/** UTF-8 text; ill-formed text, and text with U+0000, is none. */
export function asText(payload: Uint8Array): string | undefined {
  const { length } = payload;
  if (inspect(payload, 0, length) === TEXT_MALFORMED) return undefined;
  return toText(payload, 0, length);
}

/** A number in decimal form, as sensors send it alone; not NaN, not infinite. */
export function asNumber(payload: Uint8Array): number | undefined {
  const text = asText(payload)?.trim();
  if (text === undefined || text === '') return undefined;
  const value = Number(text);
  return Number.isFinite(value) ? value : undefined;
}

/**
 * JSON, checked: `check` says whether the value is what the handler expects.
 *
 *     filters.on('home/+room/reading', asJson(isReading), ({ value, levels }) => …);
 */
export function asJson<T>(check: (value: unknown) => value is T): PayloadReader<T> {
  return (payload) => {
    const text = asText(payload);
    if (text === undefined) return undefined;
    let value: unknown;
    try {
      value = JSON.parse(text);
    } catch {
      return undefined;
    }
    return check(value) ? value : undefined;
  };
}
