/** Bytes for tests, laid out field by field. */

/** A byte, a text (as UTF-8), or bytes. */
export type Part = number | string | ArrayLike<number>;

/** Joins parts. */
export function bytes(...parts: Part[]): Uint8Array {
  const all: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') all.push(part);
    else if (typeof part === 'string') all.push(...new Uint8Array(ArrayBuffer.fromString(part)));
    else for (let i = 0; i < part.length; i++) all.push(part[i]!);
  }
  return Uint8Array.from(all);
}

/** A field with its two-byte length before it, MQTT 3.1.1 clause 1.5.3. */
export function field(...parts: Part[]): Uint8Array {
  const content = bytes(...parts);
  return bytes(content.length >> 8, content.length & 0xff, content);
}

/** The text in UTF-8 bytes. */
export function text(from: Uint8Array): string {
  return String.fromArrayBuffer(from.slice().buffer);
}
