/**
 * The chip counts characters where JavaScript elsewhere counts UTF-16 units: what
 * takes or gives an index answers here as it does there. `length` and `[i]` cannot
 * be exchanged; the linter refuses them on texts in firmware.
 */

import { codePointOf } from './code-points';
import { define } from './define';

/** Whether the two ways of counting differ. */
function differs(text: string): boolean {
  for (const character of text) if (codePointOf(character) > 0xffff) return true;
  return false;
}

type Method = (this: string, ...args: never[]) => unknown;

/** `method` for texts whose characters are all one unit long, `other` for the rest. */
function exchange(
  name: keyof string,
  other: (characters: string[], args: unknown[]) => unknown,
): void {
  const method = (String.prototype as unknown as Record<string, Method>)[name as string]!;
  define(String.prototype, name as string, function (this: unknown, ...args: unknown[]): unknown {
    const text = String(this);
    if (!differs(text)) return method.apply(text, args as never[]);
    return other([...text], args);
  });
}

function position(characters: readonly string[], part: unknown, from: number): number {
  const wanted = [...String(part)];
  for (let at = Math.max(0, from); at + wanted.length <= characters.length; at++) {
    if (wanted.every((character, i) => characters[at + i] === character)) return at;
  }
  return -1;
}

function codePointAt(characters: readonly string[], at: unknown): number | undefined {
  const character = characters[Number(at ?? 0)];
  return character === undefined ? undefined : codePointOf(character);
}

export function countCharacters(): void {
  exchange('charAt', (characters, [at]) => characters[Number(at ?? 0)] ?? '');
  exchange('at', (characters, [at]) => characters.at(Number(at ?? 0)));
  exchange('charCodeAt', (characters, [at]) => codePointAt(characters, at) ?? NaN);
  exchange('codePointAt', (characters, [at]) => codePointAt(characters, at));
  exchange('slice', (characters, [start, end]) =>
    characters.slice(start as number, end as number | undefined).join(''),
  );
  exchange('substring', (characters, [start, end]) => {
    const bound = (value: unknown): number =>
      Math.min(Math.max(Number(value) || 0, 0), characters.length);
    const one = bound(start);
    const other = end === undefined ? characters.length : bound(end);
    return characters.slice(Math.min(one, other), Math.max(one, other)).join('');
  });
  exchange('indexOf', (characters, [part, from]) => position(characters, part, Number(from ?? 0)));
  exchange('lastIndexOf', (characters, [part]) => {
    let last = -1;
    for (let at = position(characters, part, 0); at >= 0; at = position(characters, part, at + 1)) {
      last = at;
    }
    return last;
  });
}
