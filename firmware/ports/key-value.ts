/**
 * Small values that survive a power cut, in the shape of ECMA-419's
 * `embedded:storage/key-value` (clause 28), over NVS on the chip.
 * A write replaces the old value in one step: a power cut leaves either the old
 * or the new one.
 *
 * Keys, like the names of domains, have 1..15 bytes. What fails throws an error whose
 * message says what could not be done with which key of which domain, and why.
 */

export interface KeyValueDomain {
  /** The value, or undefined when the key is absent, as one that cannot be always is. */
  read(key: string): Uint8Array | undefined;
  /** Throws when the key cannot be, or the store is full; the old value is still there then. */
  write(key: string, value: Uint8Array): void;
  /** Removes a key; harmless when it is absent. */
  delete(key: string): void;
  /** The keys of this domain, in no particular order. */
  keys(): string[];
  close(): void;
}

export interface KeyValueStore {
  /** Opens a domain, and makes it if need be. */
  open(options: { readonly path: string }): KeyValueDomain;
}
