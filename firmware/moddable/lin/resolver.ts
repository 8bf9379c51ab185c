/** Names through the desktop's resolver, which the SDK's `net` asks. */

import Net from 'net';
import Timer from 'timer';
import { isIPv4 } from '../../mqtt/address';
import type { ResolveCallback, ResolveOptions, Resolver } from '../../ports/resolver';

export class DesktopResolver implements Resolver {
  #closed = false;

  resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
    const answer = (address: string | undefined): void => {
      if (this.#closed) return;
      if (address === undefined) callback(new Error('not found'));
      else callback(null, address, host);
    };
    // The SDK looks at the first address only, which for localhost is often an IPv6 one.
    const known = isIPv4(host) ? host : host === 'localhost' ? '127.0.0.1' : undefined;
    if (known === undefined)
      Net.resolve(host, (_name: string, address?: string) => answer(address));
    else Timer.set(() => answer(known), 0);
  }

  close(): void {
    this.#closed = true;
  }
}
