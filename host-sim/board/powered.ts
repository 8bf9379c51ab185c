/**
 * What a program can change of its board only while it has power. On Node a program runs
 * on to the end of its turn when its power is cut in the middle of one: by then it must
 * reach nothing any more.
 */

import type { FlashPartition } from '../../firmware/ports/flash';
import type { KeyValueDomain, KeyValueStore } from '../../firmware/ports/key-value';
import type { Life } from './life';

/** Throws when the life is over. */
export function mustBeAlive(life: Life): void {
  if (!life.alive) throw new Error('the program has no power');
}

export function poweredFlash(flash: FlashPartition, life: Life): FlashPartition {
  return {
    byteLength: flash.byteLength,
    blockBytes: flash.blockBytes,
    read: (position, into) => {
      mustBeAlive(life);
      flash.read(position, into);
    },
    write: (position, bytes) => {
      mustBeAlive(life);
      flash.write(position, bytes);
    },
    eraseBlock: (index) => {
      mustBeAlive(life);
      flash.eraseBlock(index);
    },
  };
}

export function poweredStore(store: KeyValueStore, life: Life): KeyValueStore {
  return {
    open: (options) => {
      mustBeAlive(life);
      return poweredDomain(store.open(options), life);
    },
  };
}

function poweredDomain(domain: KeyValueDomain, life: Life): KeyValueDomain {
  return {
    read: (key) => domain.read(key),
    write: (key, value) => {
      mustBeAlive(life);
      domain.write(key, value);
    },
    delete: (key) => {
      mustBeAlive(life);
      domain.delete(key);
    },
    keys: () => domain.keys(),
    close: () => {
      domain.close();
    },
  };
}
