/**
 * The key-value store on `embedded:storage/key-value`, which is NVS: a write is
 * committed before it returns, and replaces the old value in one step.
 */

import KeyValue from 'embedded:storage/key-value';
import type { KeyValueDomain, KeyValueStore } from '../../ports/key-value';

/** NVS_KEY_NAME_MAX_SIZE less its terminator; for names of namespaces too. */
const LONGEST_NAME = 15;

/** What the SDK's class really does, which its declarations do not say. */
interface SdkStorage extends Iterable<string> {
  read(key: string): ArrayBuffer | undefined;
  write(key: string, value: Uint8Array): void;
  delete(key: string): void;
  close(): void;
}

export class NvsStore implements KeyValueStore {
  open({ path }: { readonly path: string }): KeyValueDomain {
    checkName(path);
    return new NvsDomain(KeyValue.open({ path, format: 'buffer' }) as unknown as SdkStorage);
  }
}

class NvsDomain implements KeyValueDomain {
  readonly #storage: SdkStorage;
  #closed = false;

  constructor(storage: SdkStorage) {
    this.#storage = storage;
  }

  read(key: string): Uint8Array | undefined {
    const value = this.#storage.read(key);
    return value && new Uint8Array(value);
  }

  write(key: string, value: Uint8Array): void {
    checkName(key);
    this.#storage.write(key, value);
  }

  delete(key: string): void {
    // NVS calls deleting what is not there an error.
    if (this.#storage.read(key) !== undefined) this.#storage.delete(key);
  }

  keys(): string[] {
    return Array.from(this.#storage);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#storage.close();
  }
}

function checkName(name: string): void {
  const length = ArrayBuffer.fromString(name).byteLength;
  if (length < 1 || length > LONGEST_NAME) {
    throw new RangeError(`"${name}" has ${length} bytes; NVS allows 1 to ${LONGEST_NAME}`);
  }
}
