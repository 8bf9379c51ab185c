/** Names that were found lately: a fleet need not ask for its broker as often as it has boards. */

import type { Lookup } from '../world/world';

const KEPT_MS = 60_000;

type Found = (address: string | undefined) => void;

/** What is found holds for a minute; who asks while it is being looked for waits for the same answer. */
export function cachedLookup(lookup: Lookup, nowMs: () => number): Lookup {
  const known = new Map<string, { readonly address: string; readonly untilMs: number }>();
  const waiting = new Map<string, Found[]>();
  return (host, callback) => {
    const found = known.get(host);
    if (found && nowMs() < found.untilMs) {
      setImmediate(callback, found.address);
      return;
    }
    const others = waiting.get(host);
    if (others) {
      others.push(callback);
      return;
    }
    const asking = [callback];
    waiting.set(host, asking);
    lookup(host, (address) => {
      waiting.delete(host);
      if (address !== undefined) known.set(host, { address, untilMs: nowMs() + KEPT_MS });
      for (const told of asking) told(address);
    });
  };
}
