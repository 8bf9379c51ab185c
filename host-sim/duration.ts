/** Durations as people write them: 500ms, 10s, 5m, 1h, 7d. */

const UNITS_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
};

const WHOLE_UNITS = [
  ['d', 86_400],
  ['h', 3_600],
  ['m', 60],
  ['s', 1],
] as const;

/** 36 hours are easier to think of than a day and 12 hours. */
const DAYS_FROM_MS = 172_800_000;

/** Milliseconds, or undefined when `text` is no duration. */
export function parseDuration(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(text);
  if (!match) return undefined;
  const valueMs = Number(match[1]) * UNITS_MS[match[2]!]!;
  return Number.isInteger(valueMs) ? valueMs : undefined;
}

/** For people: `7d`, `36h`, `5m 4s`; below a minute `4.2s` or `500ms`. */
export function durationText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${Math.round(ms / 100) / 10}s`;
  let rest = Math.round(ms / 1_000);
  const parts = [];
  for (const [unit, seconds] of WHOLE_UNITS) {
    if (unit === 'd' && ms < DAYS_FROM_MS) continue;
    const count = Math.floor(rest / seconds);
    rest -= count * seconds;
    if (count > 0) parts.push(`${count}${unit}`);
  }
  return parts.join(' ');
}
