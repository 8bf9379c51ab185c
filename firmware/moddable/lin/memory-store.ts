/** A key-value store in memory: the SDK has none for the desktop. It forgets when the program ends. */

import type { KeyValueDomain, KeyValueStore } from '../../ports/key-value';

const LONGEST_NAME = 15;

export class MemoryStore implements KeyValueStore {
  readonly #domains = new Map<string, Map<string, Uint8Array>>();

  open({ path }: { readonly path: string }): KeyValueDomain {
    checkName(path);
    let values = this.#domains.get(path);
    if (!values) {
      values = new Map<string, Uint8Array>();
      this.#domains.set(path, values);
    }
    return new MemoryDomain(values);
  }
}

class MemoryDomain implements KeyValueDomain {
  readonly #values: Map<string, Uint8Array>;

  constructor(values: Map<string, Uint8Array>) {
    this.#values = values;
  }

  read(key: string): Uint8Array | undefined {
    return this.#values.get(key)?.slice();
  }

  write(key: string, value: Uint8Array): void {
    checkName(key);
    this.#values.set(key, value.slice());
  }

  delete(key: string): void {
    this.#values.delete(key);
  }

  keys(): string[] {
    return Array.from(this.#values.keys());
  }

  close(): void {
    // Nothing is held open.
  }
}

function checkName(name: string): void {
  const length = ArrayBuffer.fromString(name).byteLength;
  if (length < 1 || length > LONGEST_NAME) {
    throw new RangeError(`"${name}" has ${length} bytes; NVS allows 1 to ${LONGEST_NAME}`);
  }
}
