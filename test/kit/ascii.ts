/** Bytes of ASCII text. */

export function ascii(text: string): Uint8Array {
  return Uint8Array.from(Array.from(text), (character) => character.codePointAt(0) ?? 0);
}
