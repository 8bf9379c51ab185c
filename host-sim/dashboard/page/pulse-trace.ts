/** An answer of the sensor as a logic trace: every pulse to scale, every bit with what it says. */

import { svg } from './dom';

/** Of the train: release, response low and high; then each bit has a low and a high. */
const FIRST_BIT = 3;
const BITS = 40;
const ONE_FROM_US = 48;
/** A high in between says neither; sheets have 22 to 30 µs for a 0 and 68 to 75 for a 1. */
const UNCLEAR_FROM_US = 40;
const UNCLEAR_TO_US = 58;
const HEIGHT = 132;
const HIGH_Y = 26;
const LOW_Y = 72;
const BIT_Y = 92;
const BYTE_Y = 120;
const WIDTH = 1_160;
const BYTE_NAMES = ['humidity', 'humidity', 'temperature', 'temperature', 'checksum'];

export interface Trace {
  readonly widths: readonly number[];
  /** Undefined when the bits say nothing. */
  readonly bytes: readonly number[] | undefined;
  readonly isChecksumRight: boolean;
  readonly label: string;
}

export function pulseTrace({ widths, bytes, isChecksumRight, label }: Trace): SVGElement {
  const totalUs = widths.reduce((sum, width) => sum + Math.abs(width), 0);
  const x = (us: number): number => (us / totalUs) * WIDTH;
  const parts: SVGElement[] = [svg('title', {}, label)];
  const starts = startsOf(widths);
  parts.push(svg('path', { class: 'wire', d: wirePath(widths, x) }));
  for (let bit = 0; bit < BITS; bit++) {
    const low = FIRST_BIT + 2 * bit;
    const highUs = widths[low + 1];
    if (highUs === undefined || highUs < 0) break;
    const byte = bit >> 3;
    const middle = x(starts[low + 1]! + highUs / 2);
    const digit = digitOf(highUs);
    const mark = svg('rect', {
      class: `bit b${byte}`,
      x: x(starts[low + 1]!),
      y: HIGH_Y,
      width: Math.max(1, x(highUs)),
      height: LOW_Y - HIGH_Y,
    });
    mark.append(svg('title', {}, `bit ${bit + 1}: ${highUs} µs high says ${digit}`));
    parts.push(mark);
    const kind = digit === '?' ? 'digit unclear' : `digit b${byte}`;
    parts.push(svg('text', { class: kind, x: middle, y: BIT_Y }, digit));
  }
  if (bytes) parts.push(...byteLabels(widths, starts, x, bytes, isChecksumRight));
  return svg(
    'svg',
    { class: 'trace', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': label },
    ...parts,
  );
}

function digitOf(highUs: number): string {
  if (highUs > UNCLEAR_FROM_US && highUs < UNCLEAR_TO_US) return '?';
  return highUs > ONE_FROM_US ? '1' : '0';
}

/** When each pulse begins. */
function startsOf(widths: readonly number[]): readonly number[] {
  let us = 0;
  return widths.map((width) => {
    const start = us;
    us += Math.abs(width);
    return start;
  });
}

function wirePath(widths: readonly number[], x: (us: number) => number): string {
  let us = 0;
  const parts = [`M0 ${HIGH_Y}`];
  for (const width of widths) {
    const y = width > 0 ? HIGH_Y : LOW_Y;
    parts.push(`L${x(us).toFixed(1)} ${y}`);
    us += Math.abs(width);
    parts.push(`L${x(us).toFixed(1)} ${y}`);
  }
  parts.push(`L${WIDTH} ${HIGH_Y}`);
  return parts.join('');
}

function byteLabels(
  widths: readonly number[],
  starts: readonly number[],
  x: (us: number) => number,
  bytes: readonly number[],
  isChecksumRight: boolean,
): SVGElement[] {
  return bytes.flatMap((value, byte) => {
    const first = FIRST_BIT + 16 * byte;
    const last = first + 15;
    if (starts[last] === undefined) return [];
    const from = x(starts[first]!) + 2;
    const to = x(starts[last] + Math.abs(widths[last]!)) - 2;
    const name = BYTE_NAMES[byte]!;
    const mark = byte < 4 ? '' : isChecksumRight ? ' ✓' : ' ✕ wrong';
    const hex = value.toString(16).padStart(2, '0').toUpperCase();
    return [
      svg('line', { class: `under b${byte}`, x1: from, x2: to, y1: BIT_Y + 9, y2: BIT_Y + 9 }),
      svg(
        'text',
        { class: `name b${byte}`, x: (from + to) / 2, y: BYTE_Y },
        `${name} ${hex}${mark}`,
      ),
    ];
  });
}
