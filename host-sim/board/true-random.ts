/** The computer's own randomness, which nobody can foresee: what is encrypted for others needs it. */

import { randomFillSync } from 'node:crypto';
import type { Random } from '../../firmware/ports/random';

export const TRUE_RANDOM: Random = {
  fill: (into) => {
    randomFillSync(into);
  },
};
