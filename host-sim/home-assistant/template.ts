/**
 * The templates that a station's message needs, of all that Home Assistant's Jinja can:
 * `{{ value }}` and `{{ value_json.a.b }}` (or `value_json['a']`), and behind either `| round(1)`.
 */

const WHOLE =
  /^\s*\{\{\s*(value_json|value)((?:\.\w+|\['[^']+'\]|\["[^"]+"\])*)\s*(.*?)\s*\}\}\s*$/s;
const STEP = /\.(\w+)|\['([^']+)'\]|\["([^"]+)"\]/g;
const ROUND = /^\|\s*round\(?\s*(\d*)\s*\)?$/;

export interface Template {
  /** Undefined for the payload as it is. */
  readonly path: readonly string[] | undefined;
  /** To so many decimals. */
  readonly decimals: number | undefined;
}

/** What Home Assistant makes of a payload: a text, or why it takes none. */
export type Rendered =
  { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string };

/** Undefined for one that asks for more. */
export function templateOf(text: string): Template | undefined {
  const [, root, steps = '', filter = ''] = WHOLE.exec(text) ?? [];
  if (root === undefined) return undefined;
  const path = Array.from(steps.matchAll(STEP), (step) => step[1] ?? step[2] ?? step[3]!);
  if (root === 'value' && path.length > 0) return undefined;
  const round = filter === '' ? undefined : ROUND.exec(filter);
  if (round === null) return undefined;
  const decimals = round && Number(round[1] === '' ? 0 : round[1]);
  return { path: root === 'value' ? undefined : path, decimals };
}

export function render({ path, decimals }: Template, payload: string): Rendered {
  let value: unknown = payload;
  if (path) {
    try {
      value = JSON.parse(payload);
    } catch {
      return { ok: false, why: 'the payload is not JSON, and the template wants that' };
    }
    for (const name of path) {
      const isMap = typeof value === 'object' && value !== null && Object.hasOwn(value, name);
      if (!isMap) return { ok: false, why: `the payload has no ${path.join('.')}` };
      value = (value as Readonly<Record<string, unknown>>)[name];
    }
  }
  if (decimals !== undefined) {
    const number = typeof value === 'boolean' || value === '' ? NaN : Number(value);
    if (value === null || Number.isNaN(number)) return { ok: false, why: 'round wants a number' };
    return { ok: true, text: roundedText(number, decimals) };
  }
  return { ok: true, text: textOf(value) };
}

/** Python's `round` gives a float unless no decimals are asked for, and a float shows at least one. */
function roundedText(value: number, decimals: number): string {
  const rounded = Number(value.toFixed(decimals));
  return decimals > 0 && Number.isInteger(rounded) ? `${rounded}.0` : String(rounded);
}

/** As Python writes it. */
function textOf(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return JSON.stringify(value);
}
