/**
 * Sets the clock whenever a network comes and once a day, and turns the monotonic
 * time of a sample into Unix time. A plain connection does not wait for the clock
 * for long, and waits in vain only once; readings that are sent before it is set
 * carry no timestamp.
 */

import type { SampleTime } from '../mqtt/outbox/samples';
import type { Timer } from '../ports/clock';
import { Backoff } from './backoff';
import type { Tell } from './events';
import type { StationPorts } from './station-ports';

/** How long the connection to the broker waits for the clock. */
const PATIENCE_MS = 10_000;
/** The crystals of such boards stray by seconds a day. */
const DAY_MS = 86_400_000;
/** After a failure, for a clock that is set: it strays by a tenth of a second meanwhile. */
const HOUR_MS = 3_600_000;

export class TimeKeeper {
  readonly #ports: StationPorts;
  readonly #tell: Tell;
  readonly #backoff: Backoff;
  /** Called when the clock is set that was not. */
  onSet: (() => void) | undefined;
  #retry: Timer | undefined;
  #patience: Timer | undefined;
  /** It has been waited for in vain, and that was told. */
  #patienceSpent = false;
  #ready: (() => void) | undefined;

  constructor(ports: StationPorts, tell: Tell) {
    this.#ports = ports;
    this.#tell = tell;
    this.#backoff = new Backoff(ports.random);
  }

  /** There is a network: sets the clock, and calls `ready` when it is set or has taken too long. */
  start(ready: () => void): void {
    this.stop();
    this.#ready = ready;
    if (this.#isSet || this.#patienceSpent) this.#callReady();
    else {
      this.#patience = this.#ports.clock.set(() => {
        this.#losePatience();
      }, PATIENCE_MS);
    }
    this.#ask();
  }

  get #isSet(): boolean {
    return this.#ports.wallClock.unixMs() !== undefined;
  }

  #losePatience(): void {
    this.#patience = undefined;
    this.#patienceSpent = true;
    this.#tell({
      level: 'warn',
      event: 'clock',
      state: 'unset',
      failure: 'no time',
      meaning: 'no time server has answered yet',
      check: 'that the network lets SNTP (UDP port 123) through',
    });
    this.#callReady();
  }

  /** The network is gone. */
  stop(): void {
    this.#ports.clock.clear(this.#retry);
    this.#ports.clock.clear(this.#patience);
    this.#retry = this.#patience = undefined;
    this.#ready = undefined;
    this.#ports.wallClock.cancel();
  }

  /** When `ticksMs` on the monotonic clock was: a date or, while the clock is not set, since the start. */
  timeOf(ticksMs: number): SampleTime {
    const { startUnixMs } = this;
    if (startUnixMs === undefined) return { sinceStartMs: ticksMs };
    return { unixS: Math.floor((startUnixMs + ticksMs) / 1000) };
  }

  /** Unix milliseconds at which the monotonic clock was 0; undefined while the clock is not set. */
  get startUnixMs(): number | undefined {
    const unixMs = this.#ports.wallClock.unixMs();
    return unixMs === undefined ? undefined : unixMs - this.#ports.clock.now();
  }

  #ask(): void {
    this.#retry = undefined;
    const wasSet = this.#isSet;
    this.#ports.wallClock.synchronize((error) => {
      if (error) this.#askLater(wasSet ? HOUR_MS : this.#backoff.nextMs(this.#ports.clock.now()));
      else {
        this.#askLater(DAY_MS);
        if (!wasSet) this.#nowSet();
      }
    });
  }

  #askLater(delayMs: number): void {
    this.#retry = this.#ports.clock.set(() => {
      this.#ask();
    }, delayMs);
  }

  #nowSet(): void {
    const unixMs = this.#ports.wallClock.unixMs() ?? 0;
    this.#tell({ level: 'info', event: 'clock', state: 'set', unixS: Math.floor(unixMs / 1000) });
    this.#ports.clock.clear(this.#patience);
    this.#patience = undefined;
    this.onSet?.();
    this.#callReady();
  }

  #callReady(): void {
    const ready = this.#ready;
    this.#ready = undefined;
    ready?.();
  }
}
