/**
 * Small values that survive a power cut, in the shape of ECMA-419's
 * `embedded:storage/key-value` (clause 28), over NVS on the chip.
 * A write replaces the old value in one step: a power cut leaves either the old
 * or the new one.
 */

export interface KeyValueDomain {
  /** The value, or undefined when the key is absent. */
  read(key: string): Uint8Array | undefined;
  /** Throws when the key is longer than 15 bytes or the store is full. */
  write(key: string, value: Uint8Array): void;
  /** Removes a key; harmless when it is absent. */
  delete(key: string): void;
  /** The keys of this domain, in no particular order. */
  keys(): string[];
  close(): void;
}

export interface KeyValueStore {
  /** Opens a domain, whose name has 1..15 bytes, and makes it if need be. */
  open(options: { readonly path: string }): KeyValueDomain;
}
