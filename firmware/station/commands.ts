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

/** Reads a settings message; an empty one, which clears a retained one, is undefined. */
export function readCommand(payload: Uint8Array): Command | undefined {
  const { length } = payload;
  if (length === 0) return undefined;
  if (length > LONGEST_BYTES) return refuse(`${length} bytes are too many`);
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
      return refuse(`there is no setting "${name.slice(0, 32)}"; intervalMs can be set`);
    }
  }
  const { intervalMs } = fields;
  const problem = intervalProblem(intervalMs);
  return problem === undefined
    ? { ok: true, intervalMs: intervalMs as number }
    : refuse(`intervalMs ${problem}`);
}

function refuse(problem: string): Command {
  return { ok: false, problem };
}
