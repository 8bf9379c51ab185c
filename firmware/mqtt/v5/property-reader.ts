/**
 * Walks the properties of a packet where they lie, and checks each: that it may
 * stand there, stands there once, and has a value that it may have (MQTT 5, clause
 * 2.2.2). Nothing is copied or allocated.
 */

import type { Malformed } from '../failures';
import { inspect, TEXT_MALFORMED } from '../text';
import {
  BINARY,
  isAllowed,
  isInRange,
  kindOf,
  PAIR,
  SUBSCRIPTION_IDENTIFIER,
  TEXT,
  USER_PROPERTY,
  VARIABLE,
} from './property-ids';
import { VariableInteger } from './variable-integer';

export class PropertyReader {
  /** What is wrong with them, when `next` has returned false. */
  malformed: Malformed | undefined;
  /** The property that `next` has found. */
  id = 0;
  /** Its value, when that is a number. */
  value = 0;
  /** Where its value lies, when that is text or bytes; of a pair, the name. */
  start = 0;
  end = 0;
  /** Where the value of a pair lies. */
  secondStart = 0;
  secondEnd = 0;
  /** Where the properties begin, behind their length, and where they end. */
  first = 0;
  last = 0;

  readonly #integer = new VariableInteger();
  #bytes: Uint8Array | undefined;
  #at = 0;
  #type = 0;
  /** One bit for each identifier that was seen. */
  #seenLow = 0;
  #seenHigh = 0;

  /** Begins at the length of the properties, in a packet of this type whose body ends at `end`. False when it is wrong. */
  begin(type: number, bytes: Uint8Array, at: number, end: number): boolean {
    this.beginBare(type, bytes);
    const integer = this.#integer;
    if (!integer.read(bytes, at, end)) return this.#fail('property length');
    this.first = this.#at = integer.end;
    this.last = integer.end + integer.value;
    return this.last <= end || this.#fail('property length');
  }

  /** The same for properties without their length, which are all of `bytes`. */
  beginBare(type: number, bytes: Uint8Array): void {
    this.malformed = undefined;
    this.#bytes = bytes;
    this.#type = type;
    this.#seenLow = this.#seenHigh = 0;
    this.first = this.#at = 0;
    this.last = bytes.length;
  }

  /** Goes to the next property; false at the end, or when it is wrong. */
  next(): boolean {
    if (this.#at >= this.last) return false;
    const id = this.#bytes![this.#at++]!;
    const kind = kindOf(id);
    // Identifiers are variable byte integers; those there are have one byte.
    if (kind === 0 || !isAllowed(id, this.#type)) return this.#fail('property');
    if (this.#isSeen(id)) return this.#fail('property twice');
    this.id = id;
    return this.#read(kind) && (isInRange(id, this.value) || this.#fail('property value'));
  }

  #read(kind: number): boolean {
    if (kind === PAIR) {
      if (!this.#text()) return false;
      const { start, end } = this;
      if (!this.#text()) return false;
      this.secondStart = this.start;
      this.secondEnd = this.end;
      this.start = start;
      this.end = end;
      return true;
    }
    if (kind === TEXT) return this.#text();
    if (kind === BINARY) return this.#field();
    if (kind === VARIABLE) {
      const integer = this.#integer;
      if (!integer.read(this.#bytes!, this.#at, this.last)) return this.#fail('property length');
      this.value = integer.value;
      this.#at = integer.end;
      return true;
    }
    return this.#number(kind);
  }

  #number(size: number): boolean {
    if (this.#at + size > this.last) return this.#fail('property length');
    let value = 0;
    for (let i = 0; i < size; i++) value = value * 256 + this.#bytes![this.#at++]!;
    this.value = value;
    return true;
  }

  #field(): boolean {
    if (!this.#number(2)) return false;
    this.start = this.#at;
    this.end = this.#at += this.value;
    return this.end <= this.last || this.#fail('property length');
  }

  #text(): boolean {
    if (!this.#field()) return false;
    return inspect(this.#bytes!, this.start, this.end) !== TEXT_MALFORMED || this.#fail('UTF-8');
  }

  /** All but user properties and, of several subscriptions, their identifiers stand once. */
  #isSeen(id: number): boolean {
    if (id === USER_PROPERTY || id === SUBSCRIPTION_IDENTIFIER) return false;
    const bit = 1 << (id & 31);
    const seen = id < 32 ? this.#seenLow : this.#seenHigh;
    if (seen & bit) return true;
    if (id < 32) this.#seenLow |= bit;
    else this.#seenHigh |= bit;
    return false;
  }

  #fail(what: Malformed): false {
    this.malformed = what;
    return false;
  }
}
