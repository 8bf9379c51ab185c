/** A stand-in for the firmware that does what must not happen; the settings say what. */

import type { Ports } from '../../firmware/ports/ports';

export type Fault = 'throw' | 'reject' | 'loop' | 'recursion' | 'promise order' | 'tell';

interface FaultySettings {
  readonly fault: Fault;
}

function recur(depth: number): number {
  return recur(depth + 1) + 1;
}

const FAULTS: Readonly<Record<Fault, (ports: Ports) => void>> = {
  throw: () => {
    throw new RangeError('on purpose');
  },
  reject: () => {
    void Promise.reject(new Error('on purpose'));
  },
  loop: () => {
    for (;;);
  },
  recursion: () => {
    recur(0);
  },
  tell: ({ log }) => {
    log.write({ level: 'info', event: 'the program' });
  },
  // Two timers that are due at the same time, and a promise job that the first one leaves.
  'promise order': ({ clock, log }) => {
    const tell = (event: string): void => {
      log.write({ level: 'info', event });
    };
    clock.set(() => {
      tell('first timer');
      void Promise.resolve().then(() => {
        tell('job of the first timer');
      });
    }, 5);
    clock.set(() => {
      tell('second timer');
    }, 5);
  },
};

export function checkSettings(settings: unknown): unknown {
  return { ok: true, settings };
}

class Program {
  readonly #ports: Ports;
  readonly #fault: Fault;

  constructor(ports: Ports, { fault }: FaultySettings) {
    this.#ports = ports;
    this.#fault = fault;
  }

  start(): void {
    this.#ports.clock.set(() => {
      FAULTS[this.#fault](this.#ports);
    }, 1);
  }

  stop(): Promise<unknown> {
    return Promise.resolve({ unsent: 0 });
  }
}

export function bootOf(ports: Ports, settings: FaultySettings): Program {
  return new Program(ports, settings);
}
