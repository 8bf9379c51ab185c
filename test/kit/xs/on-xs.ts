/** A file of unit tests inside XS, in a process of its own. */

import { Tally } from '../report';
import { bundleTests, XsTests } from './program';

/** `file` is relative to the project's folder. */
export async function runOnXs(file: string): Promise<Tally> {
  const tally = new Tally();
  const tests = await XsTests.load(await bundleTests(file));
  try {
    for (const [at, name] of (await tests.names()).entries()) {
      try {
        await tests.run(at);
        tally.pass(name);
      } catch (error) {
        tally.fail(name, `    ${(error as Error).message}`);
      }
    }
  } catch (error) {
    tally.fail(file, `    ${(error as Error).message}`); // it did not even load
  } finally {
    tests.end();
  }
  return tally;
}
