/**
 * What a unit test may use beside assert.ts and fast-check. Unit tests import
 * nothing of Node, so that the same files can run inside XS; this one file is
 * exchanged there.
 */

import { test as nodeTest } from 'node:test';
import { runInThisContext } from 'node:vm';
import { CHIP_TEXT_SOURCE } from '../../host-sim/engine/chip-text';

type InstallText = (encoder: unknown, decoder: unknown) => void;

// Unit tests import firmware straight into this realm, which is no engine of the chip's.
(runInThisContext(CHIP_TEXT_SOURCE) as InstallText)(
  new TextEncoder(),
  new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }),
);

/** Declares a test; `name` is a sentence about behaviour. */
export function test(name: string, body: () => void | Promise<void>): void {
  void nodeTest(name, body);
}

/** Settles when every promise job that is due has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
