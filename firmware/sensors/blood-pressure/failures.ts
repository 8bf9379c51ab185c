/** Why a cuff gave no measurement, what that means, and what to check. */

import type { FrameFailure } from './frame';

export type CuffFailure = FrameFailure | 'no answer' | 'overrun';

export interface Explanation {
  readonly meaning: string;
  readonly check: string;
}

const EXPLANATIONS: Readonly<Record<CuffFailure, Explanation>> = Object.freeze(
  {
    'no answer': {
      meaning: 'the cuff did not answer',
      check: 'that it is switched on, its battery, and both wires of the serial line',
    },
    'bad checksum': {
      meaning: 'what the cuff said was spoilt on the way',
      check: 'the serial line, its ground and its baud rate',
    },
    malformed: {
      meaning: 'the cuff said what no measurement looks like',
      check: 'the baud rate, and that it is a cuff that hangs there',
    },
    overrun: {
      meaning: 'the cuff said more than any measurement is long',
      check: 'the baud rate, and that it is a cuff that hangs there',
    },
    'not measured': {
      meaning: 'the cuff could not measure',
      check: 'that it sits well, and that the arm was held still',
    },
    implausible: {
      meaning: 'the cuff gave values that nobody has',
      check: 'that it sits well; measure again',
    },
  },
  true,
);

export function explainCuff(failure: CuffFailure): Explanation {
  return EXPLANATIONS[failure];
}
