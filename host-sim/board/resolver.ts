/** Names to IPv4 addresses through the world's resolver. */

import type {
  ResolveCallback,
  ResolveOptions,
  Resolver,
  ResolverConstructor,
} from '../../firmware/ports/resolver';
import type { Life } from './life';
import type { Lookup } from '../world/world';
import type { WiFiLink } from './wifi';

/** The resolver class of a board; without Wi-Fi it finds nothing. */
export function resolverOf(
  link: Pick<WiFiLink, 'ready'>,
  life: Life,
  lookup: Lookup,
): ResolverConstructor {
  return class implements Resolver {
    #closed = false;

    resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
      if (this.#closed) throw new Error('the resolver is closed');
      lookup(host, (address) => {
        if (this.#closed || !life.alive) return;
        if (address === undefined || !link.ready) callback(new Error('not found'));
        else callback(null, address, host);
      });
    }

    close(): void {
      this.#closed = true;
    }
  };
}
