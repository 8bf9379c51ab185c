/** The line of boards that have no cuff keeps the contract of a serial line. */

import { simulatedLine } from '../../../firmware/home-care/simulated-line';
import { MEASURING_MS } from '../../../firmware/sensors/blood-pressure/simulated-cuff';
import { SeededRandom } from '../../../host-sim/board/random';
import { fail } from '../../kit/assert';
import { pass, VirtualClock } from '../../kit/virtual-clock';
import { serialContract } from '../ports/serial.contract';

const STEP_MS = 100;
const LONGEST_MS = 10 * MEASURING_MS;

serialContract('simulated cuff', () => {
  const clock = new VirtualClock();
  return Promise.resolve({
    clock,
    SerialLine: simulatedLine(clock, new SeededRandom(1, 'cuff'), () => false),
    ...{ receive: 16, answerMs: 2 * MEASURING_MS },
    until: async (what: string, condition: () => boolean) => {
      while (!condition()) {
        if (clock.now() > LONGEST_MS) fail(`waited in vain until ${what}`);
        await pass(clock, STEP_MS);
      }
    },
    close: () => undefined,
  });
});
