/**
 * Key-value flash with NVS's rules for names and its room: the default partition of
 * 24 KiB has six pages of 126 entries of 32 bytes, one page of which stays free. The
 * contents outlive resets and power cuts.
 */

import type { KeyValueDomain, KeyValueStore } from '../../firmware/ports/key-value';
import { utf8Length } from './utf8-length';

const LONGEST_NAME = 15;
const ENTRY_BYTES = 32;
/** Five pages; Wi-Fi's calibration and settings share them, but the SDK keeps its own in RAM. */
const ENTRIES = 5 * 126;

export class SimulatedFlash implements KeyValueStore {
  readonly #domains = new Map<string, Map<string, Uint8Array>>();
  readonly #beforeWrite: () => void;

  /** `beforeWrite` is called before every change; what it throws leaves things as they were. */
  constructor(beforeWrite: () => void = () => undefined) {
    this.#beforeWrite = beforeWrite;
  }

  /** How many entries are taken: one for each domain, and those of its values. */
  get entries(): number {
    let entries = this.#domains.size;
    for (const values of this.#domains.values()) {
      for (const value of values.values()) entries += entriesOf(value);
    }
    return entries;
  }

  open({ path }: { readonly path: string }): KeyValueDomain {
    checkName(path, 'domain');
    const values = this.#domains.get(path) ?? new Map<string, Uint8Array>();
    this.#domains.set(path, values);
    return new Domain(
      values,
      this.#beforeWrite,
      (value) => this.entries + entriesOf(value) <= ENTRIES,
    );
  }
}

class Domain implements KeyValueDomain {
  #values: Map<string, Uint8Array> | undefined;

  readonly #beforeWrite: () => void;
  readonly #fits: (value: Uint8Array) => boolean;

  constructor(
    values: Map<string, Uint8Array>,
    beforeWrite: () => void,
    fits: (value: Uint8Array) => boolean,
  ) {
    this.#values = values;
    this.#beforeWrite = beforeWrite;
    this.#fits = fits;
  }

  get #open(): Map<string, Uint8Array> {
    if (!this.#values) throw new Error('the domain is closed');
    return this.#values;
  }

  read(key: string): Uint8Array | undefined {
    return this.#open.get(key)?.slice();
  }

  write(key: string, value: Uint8Array): void {
    checkName(key, 'key');
    // The new value is written before the old one is given up.
    if (!this.#fits(value)) throw new Error(`no space is left in NVS for "${key}"`);
    const open = this.#open;
    this.#beforeWrite();
    open.set(key, Uint8Array.from(value));
  }

  delete(key: string): void {
    if (!this.#open.has(key)) return;
    this.#beforeWrite();
    this.#open.delete(key);
  }

  keys(): string[] {
    return [...this.#open.keys()];
  }

  close(): void {
    this.#values = undefined;
  }
}

/** A blob: its index, the head of its data, and the data. */
function entriesOf(value: Uint8Array): number {
  return 2 + Math.ceil(value.length / ENTRY_BYTES);
}

function checkName(name: string, what: string): void {
  const length = utf8Length(name);
  if (length < 1 || length > LONGEST_NAME) {
    throw new RangeError(`${what} "${name}" has ${length} bytes; NVS allows 1 to ${LONGEST_NAME}`);
  }
}
