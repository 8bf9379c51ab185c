/** The engine's own `codePointAt`, which the realm's preparation exchanges for others. */

const native: (at: number) => number | undefined = String.prototype.codePointAt;

/** The code point with which a text begins. */
export function codePointOf(character: string): number {
  return Reflect.apply(native, character, [0])!;
}
