/** The program inside XS that runs unit tests. */

import { guestPorts } from '../../../host-sim/engine/xs/guest/ports';
import { serve } from '../../../host-sim/engine/xs/guest/serve';
import type { Link } from '../../../host-sim/engine/xs/guest/link';
import type { Ports } from '../../../firmware/ports/ports';
import type * as collected from './test';

/** What a bundle of tests exports. */
export interface TestProgram extends Pick<typeof collected, 'tests' | 'world'> {
  /** For tests of the ports: gives them a board's. */
  readonly useBoard?: (link: Link, boot: () => Ports) => void;
}

serve((program, { link }) => {
  const { tests, world, useBoard } = program as TestProgram;
  world.turn = () =>
    new Promise((resolve) => {
      const handle = link.open(() => {
        link.close(handle);
        resolve();
      });
      link.post('turn', handle);
    });
  useBoard?.(link, () => guestPorts(link, 'power on', new Uint8Array(1_024)));
  return {
    names: () => tests.map(({ name }) => name),
    /** Settles with nothing, or with what the test has thrown. */
    run: async (at: number) => {
      try {
        await tests[at]!.body();
        return undefined;
      } catch (error) {
        const { message, stack } = error as Error;
        return [message, stack];
      }
    },
    evaluate: (source: string) => {
      const evaluate = eval; // indirect: in the global scope
      return evaluate(source) as string;
    },
  };
});
