/** An object of a port's class on Node's side, as the program inside XS sees it. */

import type { WireValue } from '../wire';
import type { Link } from './link';

type Callback = (...args: never[]) => void;
type Callbacks = Readonly<Record<string, Callback | undefined>>;

export class Remote {
  readonly handle: number;
  readonly #link: Link;
  #closed = false;

  /** Makes one of the class `kind`; throws what its constructor throws. */
  constructor(link: Link, kind: string, options: WireValue, callbacks: Callbacks = {}) {
    this.#link = link;
    this.handle = link.open((name, args) => {
      const callback = callbacks[name] as ((...args: readonly WireValue[]) => void) | undefined;
      callback?.(...args);
    });
    const wanted = Object.keys(callbacks).filter((name) => callbacks[name] !== undefined);
    try {
      link.ask('new', this.handle, kind, options, wanted);
    } catch (error) {
      link.close(this.handle);
      throw error;
    }
  }

  call(method: string, ...args: readonly WireValue[]): WireValue {
    return this.#link.ask('call', this.handle, method, args);
  }

  get(property: string): WireValue {
    return this.#link.ask('get', this.handle, property);
  }

  /** No callback comes after it. Calling it twice is harmless. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#link.close(this.handle);
    this.call('close');
  }
}
