/** Points as the columns that uPlot draws, and as a table for other programs. */

import type { PointRow } from '../protocol';
import { clockTime, pair } from './format';

/** In uPlot null is a gap, and undefined is nothing to be said: a line goes past it. */
type Value = number | null | undefined;

export interface Columns {
  /** In the order of time. */
  readonly points: readonly PointRow[];
  readonly seconds: number[];
  /** For °C and for %: truth, read, published. */
  readonly series: readonly (readonly [Value[], Value[], Value[]])[];
}

export function columnsOf(points: readonly PointRow[]): Columns {
  const sorted = [...points].sort((one, other) => one.atMs - other.atMs);
  const of = (i: 0 | 1): [Value[], Value[], Value[]] => [
    sorted.map(({ truth }) => truth[i]),
    gapped(sorted.map(({ read }) => (read ? read[i] : read))),
    gapped(sorted.map(({ published }) => (published ? published[i] : published))),
  ];
  return {
    points: sorted,
    seconds: sorted.map(({ atMs }) => atMs / 1_000),
    series: [of(0), of(1)],
  };
}

/** Between two values with a failure between them there is nothing: no line goes through any part of it. */
function gapped(values: Value[]): Value[] {
  const result = [...values];
  let last = -1;
  let isBroken = false;
  for (const [i, value] of values.entries()) {
    if (value === null) isBroken = true;
    if (typeof value !== 'number') continue;
    if (isBroken) result.fill(null, last + 1, i);
    last = i;
    isBroken = false;
  }
  return result;
}

const HEAD = 'time,true_C,true_percent,read_C,read_percent,published_C,published_percent,failure';

/** A line for each moment; what is not known stays empty. */
export function csvOf(points: readonly PointRow[]): string {
  const lines = [...points]
    .sort((one, other) => one.atMs - other.atMs)
    .map(({ atMs, truth, read, published, failure = '' }) =>
      [
        new Date(atMs).toISOString(),
        ...truth,
        ...(read ?? ['', '']),
        ...(published ?? ['', '']),
        failure.includes(',') ? `"${failure}"` : failure,
      ].join(','),
    );
  return [HEAD, ...lines, ''].join('\n');
}

/** The seconds at which reading failed. */
export function failuresOf(points: readonly PointRow[]): readonly number[] {
  return points.filter(({ read }) => read === null).map(({ atMs }) => atMs / 1_000);
}

/** One moment in words. */
export function pointText({ atMs, truth, read, published, failure }: PointRow): string {
  const parts = [`${clockTime(atMs)}: true ${pair(truth)}`];
  if (read) parts.push(`read ${pair(read)}`);
  if (read === null) parts.push(`not read: ${failure ?? ''}`);
  if (read) parts.push(published ? 'published' : 'not published yet');
  return parts.join(' · ');
}

export function countsText(points: readonly PointRow[]): string {
  const read = points.filter((point) => point.read).length;
  const published = points.filter((point) => point.published).length;
  return `${read} read, ${published} published, ${failuresOf(points).length} failed`;
}
