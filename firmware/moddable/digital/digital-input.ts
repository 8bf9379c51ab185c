/** The digital input on `embedded:io/digital`. */

import Digital from 'embedded:io/digital';
import type { DigitalInput, DigitalInputOptions } from '../../ports/digital-input';

export class EspDigitalInput implements DigitalInput {
  readonly #digital: Digital;
  #closed = false;

  constructor({ pin, pullUp, onReadable }: DigitalInputOptions) {
    this.#digital = new Digital({
      pin,
      mode: pullUp ? Digital.InputPullUp : Digital.Input,
      ...(onReadable && {
        edge: Digital.Rising | Digital.Falling,
        onReadable: () => {
          onReadable();
        },
      }),
    });
  }

  read(): number {
    return this.#digital.read();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#digital.close();
  }
}
