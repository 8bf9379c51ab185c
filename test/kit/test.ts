/**
 * What a unit test may use beside assert.ts and fast-check. Unit tests import
 * nothing of Node, so that the same files run inside XS; this one file is
 * exchanged there.
 */

import { test as nodeTest } from 'node:test';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';

// Unit tests import firmware straight into this realm, which is no engine of the chip's.
installText(nodeText);

export interface CollectedTest {
  readonly name: string;
  readonly skip: string | false;
  readonly body: Body;
}

type Body = () => void | Promise<void>;

/** While `tests` is set, tests are put there, and not run by node:test: for pages about them, and for shared-guest.ts. */
export const collected: { tests: CollectedTest[] | undefined } = { tests: undefined };

export interface TestOptions {
  /** What is missing here, for a host test that needs it. */
  readonly skip: string | false;
}

/** Declares a test; `name` is a sentence about behaviour. Options are for host tests only. */
export function test(name: string, body: Body): void;
export function test(name: string, options: TestOptions, body: Body): void;
export function test(name: string, second: TestOptions | Body, third?: Body): void {
  const { skip } = typeof second === 'object' ? second : { skip: false as const };
  const body = typeof second === 'object' ? third! : second;
  if (collected.tests) collected.tests.push({ name, skip, body });
  else void nodeTest(name, { skip }, body);
}

/**
 * How often a random test tries, of so many on Node. The breadth of random inputs is Node's:
 * XS, where each costs ten times as much, has a tenth of them in `npm test`, all in `npm run test:long`.
 */
export function tries(onNode: number): number {
  return onNode;
}

/** Settles when every promise job that is due has run. */
export function settled(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}
