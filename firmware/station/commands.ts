/**
 * Settings that come over MQTT: JSON on the `set` topic, like
 * `{"intervalMs": 60000}`. What is wrong with them is answered in words.
 */

import { inspect, TEXT_MALFORMED, toText } from '../mqtt/text';
import { intervalProblem } from './settings';

export type Command =
  | { readonly ok: true; readonly intervalMs: number }
  | { readonly ok: false; readonly problem: string };

/** More than this is no settings message. */
const LONGEST_BYTES = 512;

/** So much of an unknown setting's name is repeated. */
const LONGEST_NAME = 32;

/**
 * Reads a settings message of `length` bytes, of which a very long one's beginning
 * is enough; an empty one, which clears a retained one, is undefined.
 */
export function readCommand(payload: Uint8Array, length = payload.length): Command | undefined {
  if (length === 0) return undefined;
  if (length > LONGEST_BYTES) {
    return refuse(`${length} bytes are too many; settings take ${LONGEST_BYTES} at most`);
  }
  if (inspect(payload, 0, length) === TEXT_MALFORMED) return refuse('this is not UTF-8 text');
  let parsed: unknown;
  try {
    parsed = JSON.parse(toText(payload, 0, length));
  } catch {
    return refuse('this is not JSON; send {"intervalMs": 60000}');
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    return refuse('this is no JSON object; send {"intervalMs": 60000}');
  }
  return readFields(parsed as Readonly<Record<string, unknown>>);
}

function readFields(fields: Readonly<Record<string, unknown>>): Command {
  for (const name of Object.keys(fields)) {
    if (name !== 'intervalMs') {
      return refuse(`there is no setting "${beginning(name)}"; intervalMs can be set`);
    }
  }
  const { intervalMs } = fields;
  const problem = intervalProblem(intervalMs);
  return problem === undefined
    ? { ok: true, intervalMs: intervalMs as number }
    : refuse(`intervalMs ${problem}`);
}

function beginning(name: string): string {
  let result = '';
  let count = 0;
  for (const character of name) {
    if (count++ === LONGEST_NAME) return `${result}…`;
    result += character;
  }
  return result;
}

function refuse(problem: string): Command {
  return { ok: false, problem };
}
