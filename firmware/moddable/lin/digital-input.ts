/** A digital input whose level the program sets: the desktop has no pins. */

import Timer from 'timer';
import type {
  DigitalInput,
  DigitalInputConstructor,
  DigitalInputOptions,
} from '../../ports/digital-input';

export class DesktopLevel {
  level = 0;
  readonly listeners = new Set<() => void>();

  set(level: number): void {
    if (level === this.level) return;
    this.level = level;
    for (const listener of Array.from(this.listeners)) {
      Timer.set(() => {
        if (this.listeners.has(listener)) listener();
      }, 0);
    }
  }
}

export function desktopInput(level: DesktopLevel): DigitalInputConstructor {
  return class implements DigitalInput {
    readonly #onReadable: () => void;

    constructor({ onReadable }: DigitalInputOptions) {
      this.#onReadable = () => onReadable?.();
      level.listeners.add(this.#onReadable);
    }
    read(): number {
      return level.level;
    }
    close(): void {
      level.listeners.delete(this.#onReadable);
    }
  };
}
