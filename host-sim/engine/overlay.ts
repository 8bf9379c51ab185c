/** One set of settings over another: what the upper one has counts. */

type Fields = Readonly<Record<string, unknown>>;

/** Both are what checkSettings takes; records and the lists' elements are laid over each other field by field. */
export function overlaid(lower: unknown, upper: unknown): unknown {
  if (upper === undefined) return lower;
  if (Array.isArray(lower) && Array.isArray(upper)) {
    return Array.from({ length: Math.max(lower.length, upper.length) }, (_, i) =>
      overlaid(lower[i], upper[i]),
    );
  }
  if (!isRecord(lower) || !isRecord(upper)) return upper;
  const all: Record<string, unknown> = { ...lower };
  for (const name of Object.keys(upper)) all[name] = overlaid(lower[name], upper[name]);
  return all;
}

function isRecord(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
