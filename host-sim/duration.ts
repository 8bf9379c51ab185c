/** Durations as people write them: 500ms, 10s, 5m, 1h. */

const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

/** Milliseconds, or undefined when `text` is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(text);
  if (!match) return undefined;
  const valueMs = Number(match[1]) * UNITS_MS[match[2]!]!;
  return Number.isInteger(valueMs) ? valueMs : undefined;
}
