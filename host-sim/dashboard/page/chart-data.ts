/** Points as the columns that uPlot draws, and as a table for other programs. */

import type { PointRow } from '../protocol';

/** In uPlot null is a gap, and undefined is nothing to be said: a line goes past it. */
type Value = number | null | undefined;

export interface Columns {
  readonly seconds: number[];
  /** For °C and for %: truth, read, published. */
  readonly series: readonly (readonly [Value[], Value[], Value[]])[];
}

export function columnsOf(points: readonly PointRow[]): Columns {
  const sorted = [...points].sort((one, other) => one.atMs - other.atMs);
  const of = (i: 0 | 1): [Value[], Value[], Value[]] => [
    sorted.map(({ truth }) => truth[i]),
    sorted.map(({ read }) => (read ? read[i] : read)),
    sorted.map(({ published }) => (published ? published[i] : published)),
  ];
  return { seconds: sorted.map(({ atMs }) => atMs / 1_000), series: [of(0), of(1)] };
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
