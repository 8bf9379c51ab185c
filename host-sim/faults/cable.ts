/** A cable that spoils some of the answers of a sensor. */

import type { PulseDevice } from '../board/pins';
import type { Cable } from './stage';

/** Of the pulse train: behind release and response, each bit has a low and a high. */
const FIRST_HIGH = 4;
const ONE_FROM_US = 48;
const ONE_US = 70;
const ZERO_US = 26;

/** The sensor at the other end of the cable. */
export function behindCable(device: PulseDevice, cable: Cable, random: () => number): PulseDevice {
  return {
    answer: (startLowUs, nowMs) => {
      const train = device.answer(startLowUs, nowMs);
      if (!train || random() * 100 >= cable.spoiltPercent) return train;
      const at = FIRST_HIGH + 2 * Math.floor(random() * 40);
      const spoilt = Int16Array.from(train);
      spoilt[at] = spoilt[at]! < ONE_FROM_US ? ONE_US : ZERO_US;
      return spoilt;
    },
  };
}
