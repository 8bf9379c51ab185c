/** Ports that the desktop has in a simple form: its clock is set, and chance need not be strong. */

import Timer from 'timer';
import type { Console } from '../../ports/console';
import type { Random } from '../../ports/random';
import type { Reset } from '../../ports/reset';
import type { Sleep } from '../../ports/sleep';
import type { WallClock } from '../../ports/wall-clock';

/** What the port promises. */
const RETAINED_BYTES = 1_024;

export class DesktopWallClock implements WallClock {
  #pending: Timer | undefined;

  unixMs(): number {
    return Date.now();
  }

  synchronize(callback: (error: Error | null) => void): void {
    if (this.#pending) throw new Error('a request is under way');
    this.#pending = Timer.set(() => {
      this.#pending = undefined;
      callback(null);
    }, 0);
  }

  cancel(): void {
    Timer.clear(this.#pending);
    this.#pending = undefined;
  }
}

export class DesktopRandom implements Random {
  fill(into: Uint8Array): void {
    for (let i = 0; i < into.length; i++) into[i] = Math.floor(Math.random() * 256);
  }
}

/** The simulator starts a program once. */
export class DesktopReset implements Reset {
  readonly reason = 'power on';

  restart(): void {
    throw new Error('the simulator cannot restart the program: start it again');
  }
}

export class DesktopSleep implements Sleep {
  readonly retained = new Uint8Array(RETAINED_BYTES);

  deepSleep(): void {
    throw new Error('the simulator cannot sleep');
  }
}

/** Nobody types into the simulator. */
export class DesktopConsole implements Console {
  readonly dropped = 0;

  write(text: string): void {
    trace(text);
  }

  listen(): void {}
}
