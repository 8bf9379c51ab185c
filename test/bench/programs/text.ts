/** XS's own text functions, which this build of it lacks, as lean as can be: what they cost here is a little more than on the chip. */

export {};

interface Native {
  readonly TextEncoder: new () => { encode(text: string): Uint8Array };
  readonly TextDecoder: new () => { decode(bytes: Uint8Array): string };
}

const { TextEncoder, TextDecoder } = globalThis as unknown as Native;
const encoder = new TextEncoder();
const decoder = new TextDecoder();

Object.assign(ArrayBuffer, { fromString: (text: string) => encoder.encode(text).buffer });
Object.assign(String, {
  fromArrayBuffer: (buffer: ArrayBuffer, offset: number, length: number) =>
    decoder.decode(new Uint8Array(buffer, offset, length)),
});
