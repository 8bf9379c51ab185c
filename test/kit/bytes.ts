/** Bytes for tests, laid out field by field. */

/** A byte, a text (as UTF-8), or bytes. */
export type Part = number | string | ArrayLike<number>;

/** Joins parts. */
export function bytes(...parts: Part[]): Uint8Array {
  const all: number[] = [];
  for (const part of parts) {
    if (typeof part === 'number') all.push(part);
    else
      append(all, typeof part === 'string' ? new Uint8Array(ArrayBuffer.fromString(part)) : part);
  }
  return Uint8Array.from(all);
}

/** Puts bytes behind others, one by one: a spread call would lay them all on XS's small stack. */
export function append(all: number[], more: ArrayLike<number>): void {
  for (let i = 0; i < more.length; i++) all.push(more[i]!);
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
