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
    /** Of the home-care board's door. */
    readonly contact: number;
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

/** The GPIOs of each chip, by their ranges. */
const GPIOS: Readonly<Record<string, readonly (readonly [number, number])[]>> = {
  // 20 is led out of one package only, which no board here has.
  esp32: [
    [0, 19],
    [21, 23],
    [25, 27],
    [32, 39],
  ],
  esp32s3: [
    [0, 21],
    [26, 48],
  ],
  esp32c3: [[0, 21]],
};

const ALL_PINS: readonly number[] = Array.from({ length: 49 }, (_, pin) => pin);

/** Whether a board's chip has that GPIO. */
export function hasPin({ chip }: Board, pin: number): boolean {
  const ranges = GPIOS[chip] ?? [];
  return ranges.some(([first, last]) => pin >= first && pin <= last);
}

/** Why a DHT cannot hang on that pin, or undefined. */
export function pinProblem(board: Board, pin: number): string | undefined {
  const { title, inputOnly, taken } = board;
  if (!hasPin(board, pin)) return `GPIO ${pin}: the ${title} has none`;
  if (inputOnly.includes(pin)) {
    return `GPIO ${pin} of the ${title} is an input only: it cannot send a start pulse`;
  }
  if (taken.includes(pin)) return `GPIO ${pin} of the ${title} is taken, or not led out`;
  return undefined;
}

/** The pins where a DHT can hang, whatever else hangs there: the firmware refuses others. */
export function sensorPins(board: Board): number[] {
  return ALL_PINS.filter((pin) => pinProblem(board, pin) === undefined);
}

/** The pins where a DHT can hang and nothing else hangs: no LED, no button, nothing read at reset. */
export function freePins(board: Board): number[] {
  const { pins, strapping } = board;
  const used = [...strapping, pins.boot, pins.led, pins.rgbLed];
  return sensorPins(board).filter((pin) => !used.includes(pin));
}
