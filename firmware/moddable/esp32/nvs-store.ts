/**
 * The key-value store on `embedded:storage/key-value`, which is NVS: a write is
 * committed before it returns, and replaces the old value in one step.
 */

import KeyValue from 'embedded:storage/key-value';
import type { KeyValueDomain, KeyValueStore } from '../../ports/key-value';
import { messageOf } from '../../station/message-of';

/** NVS_KEY_NAME_MAX_SIZE less its terminator; for names of namespaces too. */
const LONGEST_NAME = 15;

const ABSENT = 'ESP_ERR_NVS_NOT_FOUND';

/** What happened, by the names of ESP-IDF's errors, which are all that the SDK passes on; and by one of its own. */
const WORDS: readonly (readonly [string, string])[] = Object.freeze(
  [
    ['ESP_ERR_NVS_NOT_ENOUGH_SPACE', 'no space is left in NVS'],
    ['ESP_ERR_NVS_PAGE_FULL', 'no space is left in NVS'],
    ['ESP_ERR_NVS_NO_FREE_PAGES', 'no space is left in NVS'],
    ['ESP_ERR_NVS_VALUE_TOO_LONG', 'the value is too long'],
    ['ESP_ERR_NVS_KEY_TOO_LONG', 'the name is too long'],
    ['ESP_ERR_NVS_INVALID_NAME', 'the name is none for NVS'],
    [ABSENT, 'it is not there'],
    ['mismatch', 'its value is of another kind'],
    ['ESP_ERR_NVS_TYPE_MISMATCH', 'its value is of another kind'],
    ['ESP_ERR_NVS_NOT_INITIALIZED', 'NVS does not work'],
    ['ESP_ERR_NVS_PART_NOT_FOUND', 'there is no partition for NVS'],
    ['ESP_ERR_NVS_REMOVE_FAILED', 'the flash has failed'],
    ['ESP_ERR_FLASH_OP_FAIL', 'the flash has failed'],
    ['ESP_ERR_NO_MEM', 'no memory is left'],
  ],
  true,
);

/** What the SDK's class really does, which its declarations do not say. */
interface SdkStorage extends Iterable<string> {
  /** Looks at a value's kind even where NVS has refused the name. */
  read(key: string): ArrayBuffer | undefined;
  write(key: string, value: Uint8Array): void;
  delete(key: string): void;
  close(): void;
}

export class NvsStore implements KeyValueStore {
  open({ path }: { readonly path: string }): KeyValueDomain {
    checkName(path);
    return new NvsDomain(
      path,
      told(`open "${path}"`, () => KeyValue.open({ path, format: 'buffer' })) as SdkStorage,
    );
  }
}

class NvsDomain implements KeyValueDomain {
  readonly #path: string;
  readonly #storage: SdkStorage;
  #closed = false;

  constructor(path: string, storage: SdkStorage) {
    this.#path = path;
    this.#storage = storage;
  }

  read(key: string): Uint8Array | undefined {
    this.#mustBeOpen();
    if (!isName(key)) return undefined;
    const value = this.#told('read', key, () => this.#storage.read(key));
    return value && new Uint8Array(value);
  }

  write(key: string, value: Uint8Array): void {
    this.#mustBeOpen();
    checkName(key);
    this.#told('write', key, () => this.#storage.write(key, value));
  }

  delete(key: string): void {
    this.#mustBeOpen();
    if (!isName(key)) return;
    this.#told('delete', key, () => {
      try {
        this.#storage.delete(key);
      } catch (error) {
        if (!messageOf(error).includes(ABSENT)) throw error;
      }
    });
  }

  keys(): string[] {
    this.#mustBeOpen();
    return told(`list the keys of "${this.#path}"`, () => Array.from(this.#storage));
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#storage.close();
  }

  #told<T>(what: string, key: string, action: () => T): T {
    return told(`${what} "${key}" of "${this.#path}"`, action);
  }

  #mustBeOpen(): void {
    if (this.#closed) throw new Error(`the domain "${this.#path}" is closed`);
  }
}

/** Does `action`; an error says that it cannot, and why, in words. */
function told<T>(what: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw new Error(`cannot ${what}: ${inWords(messageOf(error))}`);
  }
}

function inWords(message: string): string {
  const known = WORDS.find(([name]) => message.includes(name));
  return known ? `${known[1]} (${message})` : message;
}

function lengthOf(name: string): number {
  return ArrayBuffer.fromString(name).byteLength;
}

function isName(name: string): boolean {
  const length = lengthOf(name);
  return length >= 1 && length <= LONGEST_NAME;
}

function checkName(name: string): void {
  if (isName(name)) return;
  throw new RangeError(`"${name}" has ${lengthOf(name)} bytes; NVS allows 1 to ${LONGEST_NAME}`);
}
