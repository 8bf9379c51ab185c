/** Stands in for kit/test.ts inside XS: collects the tests, which Node then asks to be run. */

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

/** Settles when every promise job that is due has run. */
export function settled(): Promise<void> {
  return world.turn();
}
