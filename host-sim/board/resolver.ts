/** Names to IPv4 addresses through the computer's own resolver. */

import { lookup } from 'node:dns';
import type {
  ResolveCallback,
  ResolveOptions,
  Resolver,
  ResolverConstructor,
} from '../../firmware/ports/resolver';
import type { Life } from './life';
import type { WiFiLink } from './wifi';

/** The resolver class of a board; without Wi-Fi it finds nothing. */
export function resolverOf(link: WiFiLink, life: Life): ResolverConstructor {
  return class implements Resolver {
    #closed = false;

    resolve({ host }: ResolveOptions, callback: ResolveCallback): void {
      if (this.#closed) throw new Error('the resolver is closed');
      lookup(host, { family: 4 }, (error, address) => {
        if (this.#closed || !life.alive) return;
        if (error || !link.ready) callback(new Error('not found'));
        else callback(null, address, host);
      });
    }

    close(): void {
      this.#closed = true;
    }
  };
}
