/** The house around a home-care board: what else hangs on its pins, for those who want to move it. */

import { MEASURING_MS, SimulatedCuff } from '../../firmware/sensors/blood-pressure/simulated-cuff';
import type { InstrumentSettings } from '../../firmware/station/instrument';
import { Level, type SerialDevice } from './pins';
import { SeededRandom } from './random';

const CONTACT_PIN = 27;
const CUFF_PINS = [16, 17] as const;

/** The instruments of its board. A person measures less often; a story should not have to wait for it. */
export const INSTRUMENTS: readonly InstrumentSettings[] = [
  { kind: 'contact', name: 'door', pins: [CONTACT_PIN], intervalMs: 300_000 },
  { kind: 'blood-pressure', name: 'blood-pressure', pins: CUFF_PINS, intervalMs: 120_000 },
];

/** What the cuff hears as the wish to measure. */
const MEASURE = 0x4d;

/** Fields that faults set. */
export interface Person {
  /** The blood pressure is. */
  isHigh: boolean;
  /** The cuff is switched off. */
  isCuffOff: boolean;
}

export class Home {
  /** 0 while the door is closed. */
  readonly door = new Level(0);
  /** The topics of alerts that nobody has acknowledged. */
  readonly raised = new Set<string>();
  /** The program that watches, where there is one. */
  monitor: { readonly die: () => void; readonly start: () => void } | undefined;
  readonly person: Person = { isHigh: false, isCuffOff: false };
  readonly #cuff: SimulatedCuff;

  constructor(seed: number) {
    this.#cuff = new SimulatedCuff(new SeededRandom(seed, 'cuff'));
  }

  readonly #device: SerialDevice = {
    hear: (bytes) => {
      if (bytes[0] !== MEASURE || this.person.isCuffOff) return undefined;
      this.#cuff.isHigh = this.person.isHigh;
      return { answer: this.#cuff.measure(), afterMs: MEASURING_MS };
    },
  };

  readonly levels: ReadonlyMap<number, Level> = new Map([[CONTACT_PIN, this.door]]);
  readonly serial: ReadonlyMap<number, SerialDevice> = new Map([[CUFF_PINS[0], this.#device]]);
}
