/** Settings that a person has given a board, in its key-value store: a key for each, its text as UTF-8. */

import { toBytes, toText } from '../mqtt/text';
import type { KeyValueDomain, KeyValueStore } from '../ports/key-value';
import { NAMES, type Texts } from './flat-settings';

const DOMAIN = 'settings';
/** What the station itself keeps there goes with a factory reset too. */
const OTHERS: readonly string[] = Object.freeze(['station']);

export class KeptSettings {
  readonly #store: KeyValueStore;

  constructor(store: KeyValueStore) {
    this.#store = store;
  }

  /** Throws what the store throws, as all that is here. */
  get texts(): Texts {
    const texts: Record<string, string> = {};
    this.#within(DOMAIN, (domain) => {
      for (const name of domain.keys()) {
        const value = domain.read(name);
        if (value && NAMES.includes(name)) texts[name] = toText(value, 0, value.length);
      }
    });
    return texts;
  }

  set(name: string, text: string): void {
    this.#within(DOMAIN, (domain) => {
      domain.write(name, toBytes(text));
    });
  }

  unset(name: string): void {
    this.#within(DOMAIN, (domain) => {
      domain.delete(name);
    });
  }

  /** As the board came from the factory. */
  clear(): void {
    for (const path of [DOMAIN, ...OTHERS]) {
      this.#within(path, (domain) => {
        for (const name of domain.keys()) domain.delete(name);
      });
    }
  }

  #within(path: string, action: (domain: KeyValueDomain) => void): void {
    const domain = this.#store.open({ path });
    try {
      action(domain);
    } finally {
      domain.close();
    }
  }
}
