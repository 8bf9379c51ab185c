/** Names through the system's resolver, which the SDK's `net` asks. */

import Net from 'net';
import Timer from 'timer';
import { isIPv4 } from '../../mqtt/address';
import type { ResolveCallback, ResolveOptions, Resolver } from '../../ports/resolver';

export class ModdableResolver implements Resolver {
  #closed = false;

  resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
    const answer = (address: string | undefined): void => {
      if (this.#closed) return;
      if (address === undefined) callback(new Error('not found'));
      else if (!isIPv4(address)) callback(new Error('it has an IPv6 address only'));
      else callback(null, address, host);
    };
    // The SDK looks at the first address only, which for localhost is often an IPv6 one.
    const known = isIPv4(host) ? host : host === 'localhost' ? '127.0.0.1' : undefined;
    if (known === undefined) ask(host, answer);
    else Timer.set(() => answer(known), 0);
  }

  close(): void {
    this.#closed = true;
  }
}

/** A name that the system remembers may be answered from inside the call. */
function ask(host: string, answer: (address: string | undefined) => void): void {
  let inside = true;
  const later = (address: string | undefined): void => {
    if (inside) Timer.set(() => answer(address), 0);
    else answer(address);
  };
  try {
    Net.resolve(host, (_name: string, address?: string) => later(address));
  } catch {
    later(undefined); // no network, or too many requests at a time
  }
  inside = false;
}
