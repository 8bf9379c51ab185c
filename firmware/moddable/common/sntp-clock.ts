/** The time of day from a time server, on the SDK's `sntp`. */

import SNTP from 'sntp';
import Time from 'time';
import Timer from 'timer';
import type { WallClock } from '../../ports/wall-clock';
import { isSet, isTime } from './plausible-time';

export class SntpClock implements WallClock {
  readonly #host: string;
  #request: { close(): void } | undefined;

  /** `host` is the time server's name. */
  constructor(host: string) {
    this.#host = host;
  }

  unixMs(): number | undefined {
    const now = Date.now();
    return isSet(now) ? now : undefined;
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
      if (message !== SNTP.time) callback(new Error(String(value)));
      else if (isTime(value)) {
        Time.set(value);
        callback(null);
      } else callback(new Error('the time server has no time itself'));
    }) as unknown as { close(): void };
    return request;
  }

  cancel(): void {
    const request = this.#request;
    this.#request = undefined;
    request?.close();
  }
}
