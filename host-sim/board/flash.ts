/** Key-value flash with NVS's rules for names; the contents outlive resets and power cuts. */

import type { KeyValueDomain, KeyValueStore } from '../../firmware/ports/key-value';
import { utf8Length } from './utf8-length';

const LONGEST_NAME = 15;

export class SimulatedFlash implements KeyValueStore {
  readonly #domains = new Map<string, Map<string, Uint8Array>>();

  open({ path }: { readonly path: string }): KeyValueDomain {
    checkName(path, 'domain');
    const values = this.#domains.get(path) ?? new Map<string, Uint8Array>();
    this.#domains.set(path, values);
    return new Domain(values);
  }
}

class Domain implements KeyValueDomain {
  #values: Map<string, Uint8Array> | undefined;

  constructor(values: Map<string, Uint8Array>) {
    this.#values = values;
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
    this.#open.set(key, Uint8Array.from(value));
  }

  delete(key: string): void {
    this.#open.delete(key);
  }

  keys(): string[] {
    return [...this.#open.keys()];
  }

  close(): void {
    this.#values = undefined;
  }
}

function checkName(name: string, what: string): void {
  const length = utf8Length(name);
  if (length < 1 || length > LONGEST_NAME) {
    throw new RangeError(`${what} "${name}" has ${length} bytes; NVS allows 1 to ${LONGEST_NAME}`);
  }
}
