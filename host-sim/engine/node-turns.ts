/** The ports of a board whose every callback is a turn of the program's. */

import type { DigitalInputOptions } from '../../firmware/ports/digital-input';
import type { Ports } from '../../firmware/ports/ports';
import type { PulseLineOptions } from '../../firmware/ports/pulse-line';
import type { ResolveCallback, ResolveOptions } from '../../firmware/ports/resolver';
import type { SerialLineOptions } from '../../firmware/ports/serial-line';
import type { SocketOptions } from '../../firmware/ports/socket';
import type { SecureSocketOptions } from '../../firmware/ports/tls';
import type { WiFiOptions } from '../../firmware/ports/wifi';

/** Runs a callback of the program's. */
export type Turn = (callback: () => void) => void;

export function portsWithTurns(ports: Ports, turn: Turn): Ports {
  const { clock, wallClock, SerialLine } = ports;
  /** The options with each of these callbacks made a turn. */
  const within = <O extends object>(options: O, ...names: (keyof O)[]): O => {
    const made = { ...options };
    for (const name of names) {
      const callback = options[name] as ((...args: unknown[]) => void) | undefined;
      if (!callback) continue;
      made[name] = ((...args: unknown[]) => {
        turn(() => {
          callback(...args);
        });
      }) as O[typeof name];
    }
    return made;
  };
  return {
    ...ports,
    clock: {
      now: () => clock.now(),
      set: (callback, delayMs, repeatMs) =>
        clock.set(
          () => {
            turn(callback);
          },
          delayMs,
          repeatMs,
        ),
      clear: (timer) => {
        clock.clear(timer);
      },
    },
    console: {
      dropped: 0,
      write: (text) => {
        ports.console.write(text);
      },
      listen: (options) => {
        ports.console.listen(within(options, 'onReadable'));
      },
    },
    wallClock: {
      unixMs: () => wallClock.unixMs(),
      synchronize: (callback) => {
        wallClock.synchronize((error) => {
          turn(() => {
            callback(error);
          });
        });
      },
      cancel: () => {
        wallClock.cancel();
      },
    },
    WiFi: class extends ports.WiFi {
      constructor(options: WiFiOptions) {
        super(within(options, 'onChanged'));
      }
    },
    TCP: class extends ports.TCP {
      constructor(options: SocketOptions) {
        super(within(options, 'onReadable', 'onWritable', 'onError'));
      }
    },
    TLS: class extends ports.TLS {
      constructor(options: SecureSocketOptions) {
        super(within(options, 'onReadable', 'onWritable', 'onError'));
      }
    },
    Resolver: class extends ports.Resolver {
      override resolve(options: ResolveOptions, callback: ResolveCallback): void {
        super.resolve(options, (...args) => {
          turn(() => {
            callback(...args);
          });
        });
      }
    },
    PulseLine: class extends ports.PulseLine {
      constructor(options: PulseLineOptions) {
        super(within(options, 'onReadable'));
      }
    },
    DigitalInput: class extends ports.DigitalInput {
      constructor(options: DigitalInputOptions) {
        super(within(options, 'onReadable'));
      }
    },
    ...(SerialLine && {
      SerialLine: class extends SerialLine {
        constructor(options: SerialLineOptions) {
          super(within(options, 'onReadable'));
        }
      },
    }),
  };
}
