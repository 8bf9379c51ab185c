/**
 * Makes the realm it runs in one like the chip's. The same code serves both
 * engines: linked into the program inside XS, and as a script of its own in Node's
 * context.
 */

import { freezeBuiltIns } from './freeze';
import { removeOtherGlobals } from './globals';
import { installRom } from './rom';
import { countCharacters } from './strings';
import { installText, type TextCodec } from './text';

export interface Realm {
  /** Marks an object, and all that it holds, as one that lies in ROM on the chip. */
  toRom(object: unknown): void;
}

export function prepareRealm(codec: TextCodec, keepGlobals: readonly string[] = []): Realm {
  removeOtherGlobals(keepGlobals);
  installText(codec);
  countCharacters();
  const toRom = installRom();
  freezeBuiltIns();
  return { toRom };
}
