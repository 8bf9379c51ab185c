/**
 * The one guard: on the chip an exception that leaves a callback, or a rejection
 * that nobody handles, restarts the program. Everything that the world calls
 * comes through here, and so does every promise that nobody awaits.
 */

import type { MonotonicClock } from '../ports/clock';
import type { PulseLineOptions } from '../ports/pulse-line';
import type { ResolveCallback, ResolveOptions } from '../ports/resolver';
import type { SocketOptions } from '../ports/socket';
import type { SecureSocketOptions } from '../ports/tls';
import type { WiFiOptions } from '../ports/wifi';
import type { Tell } from './events';
import { messageOf } from './message-of';
import type { StationPorts } from './station-ports';

export class Guard {
  /** How many errors were caught. */
  faults = 0;
  readonly #tell: Tell;
  /** The fault that came last, and how often in a row. */
  #last = '';
  #times = 0;

  constructor(tell: Tell) {
    this.#tell = tell;
  }

  /**
   * Takes an error that belongs to nobody. The same one again and again is told
   * the 1st, the 10th, the 100th time and so on: a log must not drown in it.
   */
  fault(where: string, error: unknown): void {
    this.faults++;
    const message = messageOf(error);
    const what = `${where}: ${message}`;
    this.#times = what === this.#last ? this.#times + 1 : 1;
    this.#last = what;
    const times = this.#times;
    if (!isPowerOfTen(times)) return;
    const stack = (error as { readonly stack?: string } | null | undefined)?.stack;
    const often = times === 1 ? {} : { times };
    this.#tell({ level: 'error', event: 'fault', where, message, ...often, stack });
  }

  /** `callback`, made safe to be called from outside; the ports' callbacks have three arguments at most. */
  wrap<A, B, C>(
    where: string,
    callback: (a: A, b: B, c: C) => void,
  ): (a?: A, b?: B, c?: C) => void {
    return (a, b, c) => {
      try {
        callback(a as A, b as B, c as C);
      } catch (error) {
        this.fault(where, error);
      }
    };
  }

  /** Looks after a promise that nobody awaits. */
  watch(where: string, promise: Promise<unknown>): void {
    promise.then(undefined, (error: unknown) => {
      this.fault(where, error);
    });
  }

  /** The same ports, with every callback that is handed to them made safe. */
  ports(ports: StationPorts): StationPorts {
    const { wallClock } = ports;
    const wrap = <A, B, C>(
      where: string,
      callback: (a: A, b: B, c: C) => void,
    ): ((a?: A, b?: B, c?: C) => void) => this.wrap(where, callback);
    const safe = <O extends SocketOptions>(options: O): O => ({
      ...options,
      ...(options.onReadable && { onReadable: wrap('socket', options.onReadable) }),
      ...(options.onWritable && { onWritable: wrap('socket', options.onWritable) }),
      ...(options.onError && { onError: wrap('socket', options.onError) }),
    });
    return {
      ...ports,
      clock: this.#clock(ports.clock),
      wallClock: {
        unixMs: () => wallClock.unixMs(),
        synchronize: (callback) => wallClock.synchronize(wrap('clock', callback)),
        cancel: () => wallClock.cancel(),
      },
      WiFi: class extends ports.WiFi {
        constructor(options: WiFiOptions) {
          const { onChanged } = options;
          super(onChanged ? { ...options, onChanged: wrap('wifi', onChanged) } : options);
        }
      },
      TCP: class extends ports.TCP {
        constructor(options: SocketOptions) {
          super(safe(options));
        }
      },
      TLS: class extends ports.TLS {
        constructor(options: SecureSocketOptions) {
          super(safe(options));
        }
      },
      Resolver: class extends ports.Resolver {
        override resolve(options: ResolveOptions, callback: ResolveCallback): void {
          super.resolve(options, wrap('resolver', callback));
        }
      },
      PulseLine: class extends ports.PulseLine {
        constructor(options: PulseLineOptions) {
          super({ ...options, onReadable: wrap('sensor', options.onReadable) });
        }
      },
    };
  }

  #clock(clock: MonotonicClock): MonotonicClock {
    return {
      now: () => clock.now(),
      set: (callback, delayMs, repeatMs) =>
        clock.set(this.wrap('timer', callback), delayMs, repeatMs),
      clear: (timer) => {
        clock.clear(timer);
      },
    };
  }
}

function isPowerOfTen(count: number): boolean {
  while (count % 10 === 0) count /= 10;
  return count === 1;
}
