/** The boards that the project knows: what their folders say. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { nearest } from '../../firmware/station/did-you-mean';

export const BOARDS = fileURLToPath(new URL('../../boards', import.meta.url));

export interface Board {
  /** Its folder. */
  readonly name: string;
  readonly title: string;
  readonly chip: string;
  readonly usb: 'bridge' | 'native';
  readonly flashMiB: number;
  readonly pins: {
    readonly dht: number;
    readonly boot: number;
    readonly led?: number;
    readonly rgbLed?: number;
  };
  readonly strapping: readonly number[];
  readonly inputOnly: readonly number[];
  readonly taken: readonly number[];
  readonly memory: string;
}

/** Names of boards, in order. */
export function boardNames(): string[] {
  return readdirSync(BOARDS)
    .filter((name) => existsSync(join(BOARDS, name, 'board.json')))
    .sort();
}

/** The board of that name; an error says which there are. */
export function readBoard(name: string): Board {
  const names = boardNames();
  if (!names.includes(name)) {
    const guess = nearest(name, names);
    const hint = guess === undefined ? `there are ${names.join(', ')}` : `did you mean ${guess}?`;
    throw new RangeError(`there is no board "${name}"; ${hint}`);
  }
  const data = JSON.parse(readFileSync(join(BOARDS, name, 'board.json'), 'utf8')) as Board;
  return { ...data, name };
}

/** Why a DHT cannot hang on that pin, or undefined. */
export function pinProblem({ title, inputOnly, taken }: Board, pin: number): string | undefined {
  if (inputOnly.includes(pin)) {
    return `GPIO ${pin} of an ${title} is an input only: it cannot send a start pulse`;
  }
  if (taken.includes(pin)) return `GPIO ${pin} of an ${title} is taken, or not led out`;
  return undefined;
}
