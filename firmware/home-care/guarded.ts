/** Ports of instruments with their callbacks made safe, as the guard does it for the station's. */

import type { DigitalInputConstructor, DigitalInputOptions } from '../ports/digital-input';
import type { SerialLineConstructor, SerialLineOptions } from '../ports/serial-line';
import type { Guard } from '../station/guard';

export function guardedInput(
  guard: Guard,
  where: string,
  io: DigitalInputConstructor,
): DigitalInputConstructor {
  return class extends io {
    constructor(options: DigitalInputOptions) {
      const { onReadable } = options;
      super(onReadable ? { ...options, onReadable: guard.wrap(where, onReadable) } : options);
    }
  };
}

export function guardedSerial(
  guard: Guard,
  where: string,
  io: SerialLineConstructor,
): SerialLineConstructor {
  return class extends io {
    constructor(options: SerialLineOptions) {
      super({ ...options, onReadable: guard.wrap(where, options.onReadable) });
    }
  };
}
