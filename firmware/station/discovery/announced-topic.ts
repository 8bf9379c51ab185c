/**
 * Where the station is known to Home Assistant, kept on flash: when discovery is switched
 * off, or goes to another topic, what was told there can be taken back.
 */

import { toBytes, toText } from '../../mqtt/text';
import type { KeyValueDomain, KeyValueStore } from '../../ports/key-value';
import type { Tell } from '../events';
import { messageOf } from '../message-of';

const DOMAIN = 'station';
const KEY = 'announced';

export class AnnouncedTopic {
  readonly #store: KeyValueStore;
  readonly #tell: Tell;
  #topic: string | undefined;

  constructor(store: KeyValueStore, tell: Tell) {
    this.#store = store;
    this.#tell = tell;
    this.#within((domain) => {
      const value = domain.read(KEY);
      if (value) this.#topic = toText(value, 0, value.length);
    });
  }

  /** The topic to be cleared, when `wanted` is the one that is used from now on. */
  staleFor(wanted: string | undefined): string | undefined {
    return this.#topic === wanted ? undefined : this.#topic;
  }

  set(topic: string | undefined): void {
    if (topic === this.#topic) return;
    this.#topic = topic;
    this.#within((domain) => {
      if (topic === undefined) domain.delete(KEY);
      else domain.write(KEY, toBytes(topic));
    });
  }

  #within(action: (domain: KeyValueDomain) => void): void {
    try {
      const domain = this.#store.open({ path: DOMAIN });
      try {
        action(domain);
      } finally {
        domain.close();
      }
    } catch (error) {
      const problem = `where Home Assistant knows this station is not kept: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
    }
  }
}
