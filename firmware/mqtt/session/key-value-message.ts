/** One message as a value of the key-value port. Its payload is read when it is needed: memory holds none. */

import type { KeyValueDomain } from '../../ports/key-value';
import type { LinedUp } from './lineup';
import { ValueLayout } from './message-value';
import type { Mark } from './store';

export class KeyValueMessage implements LinedUp {
  readonly key: number;
  id = 0;
  sentQos = 0;
  mark: Mark = 'waiting';
  turn = 0;
  readonly #domain: KeyValueDomain;
  readonly #name: string;
  readonly #layout: ValueLayout;

  constructor(domain: KeyValueDomain, name: string, key: number, layout: ValueLayout) {
    this.#domain = domain;
    this.#name = name;
    this.key = key;
    this.#layout = layout;
  }

  /** A message that was written before; undefined when it is not there, or is none. */
  static read(domain: KeyValueDomain, name: string, key: number): KeyValueMessage | undefined {
    const value = domain.read(name);
    const layout = value && ValueLayout.of(value);
    return layout && new KeyValueMessage(domain, name, key, layout);
  }

  get qos(): number {
    return this.#layout.qos;
  }

  get retain(): boolean {
    return this.#layout.retain;
  }

  get priority(): number {
    return this.#layout.priority;
  }

  get expiryS(): number | undefined {
    return this.#layout.expiryS;
  }

  get #value(): Uint8Array {
    return this.#domain.read(this.#name) ?? new Uint8Array(this.#layout.payloadStart);
  }

  get topic(): Uint8Array {
    return this.#layout.topicOf(this.#value);
  }

  get properties(): Uint8Array | undefined {
    return this.#layout.propertiesOf(this.#value);
  }

  get payload(): Uint8Array {
    return this.#layout.payloadOf(this.#value);
  }
}
