/** What Python, in which Home Assistant is written, takes for a number: its `int` and `float`. */

const DIGITS = String.raw`\d+(?:_\d+)*`;
const WHOLE = new RegExp(`^[+-]?${DIGITS}$`);
const FRACTION = String.raw`(?:${DIGITS}\.?(?:${DIGITS})?|\.${DIGITS})`;
const FLOAT = new RegExp(`^[+-]?${FRACTION}(?:e[+-]?${DIGITS})?$`, 'i');

/** Of a text that says one; of a number what stands before its point. */
export function pythonInt(value: unknown): number | undefined {
  if (typeof value === 'boolean') return Number(value);
  if (typeof value === 'number') return Math.trunc(value);
  return typeof value === 'string' ? numberIn(value, WHOLE) : undefined;
}

/** Undefined for `nan` and the infinities as well, since a sensor refuses them. */
export function pythonFloat(text: string): number | undefined {
  return numberIn(text, FLOAT);
}

function numberIn(text: string, form: RegExp): number | undefined {
  const plain = text.trim();
  if (!form.test(plain)) return undefined;
  const value = Number(plain.replaceAll('_', ''));
  return Number.isFinite(value) ? value : undefined;
}
