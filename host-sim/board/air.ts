/** The air at the sensor: a climate, or what is laid over it for a while. */

import type { Climate, ClimateValue } from './climate';

export class Air {
  /** While it is set it holds in place of the climate. */
  instead: Climate | undefined;
  readonly #climate: Climate;

  constructor(climate: Climate) {
    this.#climate = climate;
  }

  at(unixMs: number): ClimateValue {
    return (this.instead ?? this.#climate)(unixMs);
  }
}
