/** The realms in which the engines run firmware, as places to try expressions in. */

import { bundleRealm, ChipRealm } from '../../host-sim/engine/chip-realm';
import { bundleTests, noXs, XsTests } from './xs/program';

export interface TriedRealm {
  readonly name: string;
  /** Why it cannot be tried here. */
  readonly skip: string | false;
  readonly open: () => Promise<{
    evaluate(source: string): Promise<unknown>;
    close(): void;
  }>;
}

export const REALMS: readonly TriedRealm[] = [
  {
    name: 'Node',
    skip: false,
    open: async () => {
      const realm = new ChipRealm(await bundleRealm());
      return {
        evaluate: (source) => Promise.resolve(realm.run(source)),
        close: () => undefined,
      };
    },
  },
  {
    name: 'XS',
    skip: noXs,
    open: async () => {
      const tests = await XsTests.load(await bundleTests());
      return {
        evaluate: (source) => tests.evaluate(source),
        close: () => {
          tests.end();
        },
      };
    },
  },
];
