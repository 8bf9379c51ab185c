/** The exact figures that were, and what has become of them. */

/** Figures by name; only those that vary may change from run to run. */
export type Figures = Record<string, number>;

/** Whether a figure is one that the machine, or chance, has a part in: times end in ` ns`. */
export function varies(name: string): boolean {
  return name.endsWith(' ns') || ['peers, ', 'lecture, '].some((start) => name.startsWith(start));
}

/** More than this is growth. */
const TOLERANCE = 0.02;
/** Where nothing was, this much is still nothing: the meters of chunks read in blocks. */
const LEAST = 1;

/** A line for each figure that has grown, or that is missing on one side. */
export function grownFigures(baseline: Figures, now: Figures, all: boolean): string[] {
  const lines: string[] = [];
  for (const [name, before] of Object.entries(baseline)) {
    const value = now[name];
    if (value === undefined) {
      if (all) lines.push(`${name}: was ${before}, and is not measured any more`);
      continue;
    }
    const limit = Math.max(before * (1 + TOLERANCE), before + LEAST);
    if (value > limit) lines.push(`${name}: ${value}, was ${before}`);
  }
  for (const name of Object.keys(now)) {
    if (varies(name) || name in baseline) continue;
    lines.push(`${name}: ${now[name]}, and the baseline lacks it: npm run bench -- --baseline`);
  }
  return lines;
}
