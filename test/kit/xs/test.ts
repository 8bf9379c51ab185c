/** Stands in for kit/test.ts inside XS: collects the tests, which Node then asks to be run. */

/** Whether `npm run test:long` has bundled this. */
declare const IS_LONG: boolean;

interface Test {
  readonly name: string;
  readonly body: () => void | Promise<void>;
}

/** What Node hands in before the first test runs. */
interface World {
  /** Settles in a later turn. */
  turn: () => Promise<void>;
}

export const tests: Test[] = [];
export const world: World = { turn: () => Promise.resolve() };

/** Declares a test; `name` is a sentence about behaviour. */
export function test(name: string, body: () => void | Promise<void>): void {
  tests.push({ name, body });
}

/** How often a random test tries, where Node does so often: see kit/test.ts. */
export function tries(onNode: number): number {
  return IS_LONG ? onNode : Math.ceil(onNode / 10);
}

/** Settles when every promise job that is due has run. */
export function settled(): Promise<void> {
  return world.turn();
}
