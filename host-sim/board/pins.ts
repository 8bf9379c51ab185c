/** What hangs on the board's pins: DHT sensors on pulse lines, and levels on digital inputs. */

import type { MonotonicClock, Timer } from '../../firmware/ports/clock';
import type {
  DigitalInput,
  DigitalInputConstructor,
  DigitalInputOptions,
} from '../../firmware/ports/digital-input';
import type {
  PulseLine,
  PulseLineConstructor,
  PulseLineOptions,
} from '../../firmware/ports/pulse-line';
import type {
  SerialLine,
  SerialLineConstructor,
  SerialLineOptions,
} from '../../firmware/ports/serial-line';
import type { Life } from './life';

/** A sensor that answers a start pulse with a pulse train, or stays silent. */
export interface PulseDevice {
  answer(startLowUs: number, nowMs: number): Int16Array | undefined;
}

/** The level of a pin that something outside drives. */
export class Level {
  readonly #listeners = new Set<() => void>();
  #value: number;

  constructor(value: number) {
    this.#value = value;
  }

  get value(): number {
    return this.#value;
  }

  set(value: number): void {
    if (value === this.#value) return;
    this.#value = value;
    for (const listener of [...this.#listeners]) listener();
  }

  listen(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** A device at the other end of a serial line. */
export interface SerialDevice {
  /** It hears bytes; what it answers comes after a while, or never. */
  hear(bytes: Uint8Array): { readonly answer: Uint8Array; readonly afterMs: number } | undefined;
}

export interface Pins {
  /** By the pin that receives. */
  readonly serial?: ReadonlyMap<number, SerialDevice>;
  readonly devices: ReadonlyMap<number, PulseDevice>;
  readonly levels: ReadonlyMap<number, Level>;
}

/** The pulse line class of a board. `worldNow` is the time that its sensors live in. */
export function pulseLineOf(
  pins: Pins,
  clock: MonotonicClock,
  worldNow: () => number,
): PulseLineConstructor {
  return class implements PulseLine {
    readonly #options: PulseLineOptions;
    #pulses: Int16Array | undefined;
    #pending: Timer | undefined;
    #closed = false;

    constructor(options: PulseLineOptions) {
      this.#options = options;
    }

    start(lowUs: number): void {
      if (this.#closed) throw new Error('the line is closed');
      clock.clear(this.#pending);
      this.#pulses = undefined;
      const answer = pins.devices.get(this.#options.pin)?.answer(lowUs, worldNow());
      if (!answer) return;
      // The answer is complete when its last pulse is over.
      const durationUs = answer.reduce((sum, width) => sum + Math.abs(width), lowUs);
      this.#pending = clock.set(
        () => {
          this.#pulses = answer;
          this.#options.onReadable(answer.length);
        },
        Math.ceil(durationUs / 1000),
      );
    }

    read(into: Int16Array): number {
      const pulses = this.#pulses;
      if (!pulses) return 0;
      this.#pulses = undefined;
      const count = Math.min(into.length, pulses.length);
      for (let i = 0; i < count; i++) into[i] = pulses[i]!;
      return count;
    }

    close(): void {
      this.#closed = true;
      this.#pulses = undefined;
      clock.clear(this.#pending);
    }
  };
}

/** The digital input class of a board. A pin to which nothing is connected floats at its pull-up, or low. */
export function digitalInputOf(
  pins: Pins,
  clock: MonotonicClock,
  life: Life,
): DigitalInputConstructor {
  return class implements DigitalInput {
    readonly #level: Level;
    readonly #unlisten: () => void;
    #announced: Timer | undefined;

    constructor({ pin, pullUp, onReadable }: DigitalInputOptions) {
      this.#level = pins.levels.get(pin) ?? new Level(pullUp ? 1 : 0);
      this.#unlisten = this.#level.listen(() => {
        this.#announced ??= clock.set(() => {
          this.#announced = undefined;
          onReadable?.();
        }, 0);
      });
      life.onEnd(() => {
        this.close();
      });
    }

    read(): number {
      return this.#level.value;
    }

    close(): void {
      this.#unlisten();
      clock.clear(this.#announced);
    }
  };
}

/** The serial line class of a board; without a device nobody answers. */
export function serialLineOf(pins: Pins, clock: MonotonicClock, life: Life): SerialLineConstructor {
  return class implements SerialLine {
    readonly #options: SerialLineOptions;
    readonly #pending = new Set<Timer>();
    #unread: number[] = [];
    #closed = false;

    constructor(options: SerialLineOptions) {
      this.#options = options;
      life.onEnd(() => {
        this.close();
      });
    }

    write(bytes: Uint8Array): void {
      if (this.#closed) throw new Error('the line is closed');
      const heard = pins.serial?.get(this.#options.receive)?.hear(Uint8Array.from(bytes));
      if (!heard) return;
      const timer = clock.set(() => {
        this.#pending.delete(timer);
        this.#unread.push(...heard.answer);
        this.#options.onReadable(this.#unread.length);
      }, heard.afterMs);
      this.#pending.add(timer);
    }

    read(into: Uint8Array): number {
      const piece = this.#unread.splice(0, into.length);
      into.set(piece);
      return piece.length;
    }

    close(): void {
      this.#closed = true;
      this.#unread = [];
      for (const timer of this.#pending) clock.clear(timer);
      this.#pending.clear();
    }
  };
}
