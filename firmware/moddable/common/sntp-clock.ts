/** The time of day from a time server, on the SDK's `sntp`. */

import SNTP from 'sntp';
import Time from 'time';
import Timer from 'timer';
import type { WallClock } from '../../ports/wall-clock';

/**
 * A clock that shows less was never set: it counts from 1970 after power-on. One
 * that shows more has been kept, through deep sleep too.
 */
const EARLIEST_MS = 1_735_689_600_000; // 2025-01-01

export class SntpClock implements WallClock {
  readonly #host: string;
  #request: { close(): void } | undefined;

  /** `host` is the time server's name. */
  constructor(host: string) {
    this.#host = host;
  }

  unixMs(): number | undefined {
    const now = Date.now();
    return now < EARLIEST_MS ? undefined : now;
  }

  synchronize(callback: (error: Error | null) => void): void {
    if (this.#request) throw new Error('a request is under way');
    try {
      this.#request = this.#ask(callback);
    } catch (error) {
      // Without a network there is no socket: told in a turn of its own, like every answer.
      const timer = Timer.set(() => {
        this.#request = undefined;
        callback(error as Error);
      }, 0);
      this.#request = { close: () => Timer.clear(timer) };
    }
  }

  #ask(callback: (error: Error | null) => void): { close(): void } {
    const request = new SNTP({ host: this.#host }, (message, value) => {
      if (this.#request !== request || message === SNTP.retry) return;
      this.#request = undefined;
      if (message === SNTP.time && value !== undefined) {
        Time.set(value);
        callback(null);
      } else callback(new Error(String(value)));
    }) as unknown as { close(): void };
    return request;
  }

  cancel(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.close();
  }
}
