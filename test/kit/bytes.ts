/** Bytes for tests, laid out field by field. */

/** Joins numbers, texts (as UTF-8) and byte arrays. */
export function bytes(...parts: readonly (number | string | ArrayLike<number>)[]): Uint8Array {
  const all: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') all.push(part);
    else if (typeof part === 'string') all.push(...new Uint8Array(ArrayBuffer.fromString(part)));
    else for (let i = 0; i < part.length; i++) all.push(part[i]!);
  }
  return Uint8Array.from(all);
}

/** The text in UTF-8 bytes. */
export function text(from: Uint8Array): string {
  return String.fromArrayBuffer(from.slice().buffer);
}
