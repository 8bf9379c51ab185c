/**
 * Values as bytes, between Node and the program inside XS: the same file runs on
 * both sides. A value is one tag byte and what the tag says; numbers are
 * little-endian, lengths 32 bits.
 */

const UNDEFINED = 0;
const NULL = 1;
const TRUE = 2;
const FALSE = 3;
const NUMBER = 4;
const TEXT = 5;
const BYTES = 6;
const WIDTHS = 7;
const LIST = 8;
const RECORD = 9;
const ERROR = 10;

export type WireValue =
  | undefined
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | Int16Array
  | Error
  | readonly WireValue[]
  | { readonly [key: string]: WireValue };

/** Text to UTF-8 and back; each side brings its own. */
export interface WireText {
  encode(text: string): Uint8Array;
  decode(bytes: Uint8Array): string;
}

const FIRST_SIZE = 1_024;

export class WireWriter {
  readonly #text: WireText;
  #bytes = new Uint8Array(FIRST_SIZE);
  #view = new DataView(this.#bytes.buffer);
  #length = 0;

  constructor(text: WireText) {
    this.#text = text;
  }

  /** What was written since the last call, in memory of its own. */
  take(): Uint8Array {
    const taken = this.#bytes.slice(0, this.#length);
    this.#length = 0;
    return taken;
  }

  value(value: WireValue): this {
    if (value === undefined) this.#tag(UNDEFINED);
    else if (value === null) this.#tag(NULL);
    else if (value === true) this.#tag(TRUE);
    else if (value === false) this.#tag(FALSE);
    else if (typeof value === 'number') this.#number(value);
    else if (typeof value === 'string') this.#block(TEXT, this.#text.encode(value));
    else if (value instanceof Uint8Array) this.#block(BYTES, value);
    else if (value instanceof Int16Array) this.#widths(value);
    else if (value instanceof Error) this.#error(value);
    else if (isList(value)) this.#list(value);
    else this.#record(value);
    return this;
  }

  #tag(tag: number): void {
    this.#room(1);
    this.#bytes[this.#length++] = tag;
  }

  #number(value: number): void {
    this.#tag(NUMBER);
    this.#room(8);
    this.#view.setFloat64(this.#length, value, true);
    this.#length += 8;
  }

  #count(count: number): void {
    this.#room(4);
    this.#view.setUint32(this.#length, count, true);
    this.#length += 4;
  }

  #block(tag: number, bytes: Uint8Array): void {
    this.#tag(tag);
    this.#count(bytes.length);
    this.#room(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
  }

  #widths(widths: Int16Array): void {
    this.#tag(WIDTHS);
    this.#count(widths.length);
    this.#room(widths.length * 2);
    for (let i = 0; i < widths.length; i++) {
      this.#view.setInt16(this.#length, widths[i]!, true);
      this.#length += 2;
    }
  }

  #error(error: Error): void {
    this.#tag(ERROR);
    this.value(error.constructor.name).value(error.message);
  }

  #list(values: readonly WireValue[]): void {
    this.#tag(LIST);
    this.#count(values.length);
    for (const value of values) this.value(value);
  }

  #record(record: { readonly [key: string]: WireValue }): void {
    const keys = Object.keys(record);
    this.#tag(RECORD);
    this.#count(keys.length);
    for (const key of keys) this.value(key).value(record[key]);
  }

  #room(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

export class WireReader {
  readonly #text: WireText;
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(bytes: Uint8Array, text: WireText) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.#text = text;
  }

  get more(): boolean {
    return this.#at < this.#bytes.length;
  }

  value(): WireValue {
    const tag = this.#bytes[this.#at++];
    switch (tag) {
      case UNDEFINED:
        return undefined;
      case NULL:
        return null;
      case TRUE:
        return true;
      case FALSE:
        return false;
      case NUMBER:
        this.#at += 8;
        return this.#view.getFloat64(this.#at - 8, true);
      case TEXT:
        return this.#text.decode(this.#block());
      case BYTES:
        return this.#block().slice();
      case WIDTHS:
        return this.#widths();
      case LIST:
        return this.#list();
      case RECORD:
        return this.#record();
      case ERROR:
        return this.#error();
      default:
        throw new Error(`no value begins with ${tag}`);
    }
  }

  text(): string {
    return this.value() as string;
  }

  number(): number {
    return this.value() as number;
  }

  list(): readonly WireValue[] {
    return this.value() as readonly WireValue[];
  }

  #count(): number {
    this.#at += 4;
    return this.#view.getUint32(this.#at - 4, true);
  }

  #block(): Uint8Array {
    const length = this.#count();
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }

  #widths(): Int16Array {
    const widths = new Int16Array(this.#count());
    for (let i = 0; i < widths.length; i++) {
      widths[i] = this.#view.getInt16(this.#at, true);
      this.#at += 2;
    }
    return widths;
  }

  #list(): WireValue[] {
    const values: WireValue[] = [];
    for (let left = this.#count(); left > 0; left--) values.push(this.value());
    return values;
  }

  #record(): { [key: string]: WireValue } {
    const record: { [key: string]: WireValue } = {};
    for (let left = this.#count(); left > 0; left--) record[this.text()] = this.value();
    return record;
  }

  #error(): Error {
    const name = this.text();
    const message = this.text();
    if (name === 'RangeError') return new RangeError(message);
    if (name === 'TypeError') return new TypeError(message);
    return new Error(message);
  }
}

function isList(value: object): value is readonly WireValue[] {
  return Array.isArray(value);
}
