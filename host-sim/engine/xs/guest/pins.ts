/** The pins inside XS. */

import type {
  DigitalInput,
  DigitalInputConstructor,
  DigitalInputOptions,
} from '../../../../firmware/ports/digital-input';
import type {
  PulseLine,
  PulseLineConstructor,
  PulseLineOptions,
} from '../../../../firmware/ports/pulse-line';
import type {
  SerialLine,
  SerialLineConstructor,
  SerialLineOptions,
} from '../../../../firmware/ports/serial-line';
import type { Link } from './link';
import { Remote } from './remote';

export function pulseLineOf(link: Link): PulseLineConstructor {
  return class implements PulseLine {
    readonly #remote: Remote;

    constructor({ pin, onReadable }: PulseLineOptions) {
      this.#remote = new Remote(link, 'PulseLine', { pin }, { onReadable });
    }

    start(lowUs: number): void {
      this.#remote.call('start', lowUs);
    }

    read(into: Int16Array): number {
      const [count, widths] = link.ask('read widths', this.#remote.handle, into.length) as [
        number,
        Int16Array,
      ];
      into.set(widths);
      return count;
    }

    close(): void {
      this.#remote.close();
    }
  };
}

export function digitalInputOf(link: Link): DigitalInputConstructor {
  return class implements DigitalInput {
    readonly #remote: Remote;

    constructor({ onReadable, ...options }: DigitalInputOptions) {
      this.#remote = new Remote(link, 'DigitalInput', { ...options }, { onReadable });
    }

    read(): number {
      return this.#remote.call('read') as number;
    }

    close(): void {
      this.#remote.close();
    }
  };
}

export function serialLineOf(link: Link): SerialLineConstructor {
  return class implements SerialLine {
    readonly #remote: Remote;

    constructor({ onReadable, ...options }: SerialLineOptions) {
      this.#remote = new Remote(link, 'SerialLine', { ...options }, { onReadable });
    }

    write(bytes: Uint8Array): void {
      this.#remote.call('write', bytes);
    }

    read(into: Uint8Array): number {
      const [count, bytes] = link.ask('read', this.#remote.handle, into.length) as [
        number,
        Uint8Array,
      ];
      into.set(bytes.subarray(0, count));
      return count;
    }

    close(): void {
      this.#remote.close();
    }
  };
}
