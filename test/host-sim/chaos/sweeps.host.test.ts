/**
 * Sweeps: the nth socket write, read, flash write or timer fails, for every n until a run
 * passes untouched. Each time the station finds its way back, nothing that it has accepted
 * is lost, and at QoS 2 nothing comes twice.
 */

import type { Ports } from '../../../firmware/ports/ports';
import type { SocketOptions } from '../../../firmware/ports/socket';
import { Observer } from '../../../host-sim/scenario/observer';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';
import { VirtualStation } from '../../kit/virtual-station';

/** In the short run not each is failed. */
const STEP = process.env['TEST_LONG'] ? 1 : 37;
const LATE_MS = 7_000;

/** Counts, and says when it is the turn of the one that fails. */
class Nth {
  reached = false;
  #count = 0;
  readonly #n: number;

  constructor(n: number) {
    this.#n = n;
  }

  get isNow(): boolean {
    const isNow = ++this.#count === this.#n;
    this.reached ||= isNow;
    return isNow;
  }
}

type Sweep = (ports: Ports, nth: Nth) => Ports;

/** The connection breaks in place of doing it. */
function brokenSocket(ports: Ports, method: 'read' | 'write', nth: Nth): Ports {
  return {
    ...ports,
    TCP: class extends ports.TCP {
      readonly #options: SocketOptions;

      constructor(options: SocketOptions) {
        super(options);
        this.#options = options;
      }

      #breaks(): void {
        super.close();
        ports.clock.set(() => this.#options.onError?.(), 0);
      }

      override read(into: Uint8Array): number {
        if (method !== 'read' || !nth.isNow) return super.read(into);
        this.#breaks();
        return 0;
      }

      override write(bytes: Uint8Array): number {
        if (method !== 'write' || !nth.isNow) return super.write(bytes);
        this.#breaks();
        return 0;
      }
    },
  };
}

const SWEEPS: Readonly<Record<string, Sweep>> = {
  'socket write': (ports, nth) => brokenSocket(ports, 'write', nth),
  'socket read': (ports, nth) => brokenSocket(ports, 'read', nth),
  'flash write': (ports, nth) => ({
    ...ports,
    flash: {
      byteLength: ports.flash.byteLength,
      blockBytes: ports.flash.blockBytes,
      read: (position, into) => {
        ports.flash.read(position, into);
      },
      write: (position, bytes) => {
        if (nth.isNow) throw new Error('write failed');
        ports.flash.write(position, bytes);
      },
      eraseBlock: (index) => {
        if (nth.isNow) throw new Error('erase failed');
        ports.flash.eraseBlock(index);
      },
    },
  }),
  timer: (ports, nth) => ({
    ...ports,
    clock: {
      now: () => ports.clock.now(),
      set: (callback, delayMs, repeatMs) =>
        ports.clock.set(callback, nth.isNow ? delayMs + LATE_MS : delayMs, repeatMs),
      clear: (timer) => {
        ports.clock.clear(timer);
      },
    },
  }),
};

/** Eight minutes with a lost connection, a lost Wi-Fi and a power cut. */
async function story(sweep: Sweep, nth: Nth, qos: number): Promise<Observer> {
  const observer = new Observer(() => undefined);
  const station = await VirtualStation.start({
    engine: 'node',
    settings: { qos },
    wrap: (ports) => sweep(ports, nth),
    onBoot: (settings, ports, unixMs) => {
      observer.booted(settings, unixMs - ports.clock.now());
    },
    onEvent: (event) => {
      observer.told(event, 0);
    },
    onMessage: (topic, payload) => {
      observer.message(topic, payload, 0);
    },
  });
  const { world, board, accessPoint } = station;
  await world.pass(60_000);
  station.cut = true;
  await world.pass(40_000);
  station.cut = false;
  await world.pass(60_000);
  accessPoint.present = false;
  board.link?.check();
  await world.pass(40_000);
  accessPoint.present = true;
  await world.pass(60_000);
  board.interruptPower(1_000);
  await world.pass(180_000);
  equal(station.links.at(-1), 'connected', 'it is back');
  await station.stop();
  return observer;
}

for (const [what, sweep] of Object.entries(SWEEPS)) {
  for (const qos of [1, 2]) {
    test(`QoS ${qos}: the nth ${what} fails, until a run passes untouched`, async () => {
      let n = 1;
      for (let isReached = true; isReached; n += STEP) {
        const nth = new Nth(n);
        const { ledger } = await story(sweep, nth, qos);
        const { accepted, lost, duplicates, disordered, dropped } = ledger.tally();
        ok(accepted > 30, `${accepted} accepted`);
        const seen = { lost, disordered, dropped, duplicates: qos === 2 ? duplicates : 0 };
        deepEqual(seen, { lost: 0, disordered: 0, dropped: 0, duplicates: 0 }, `${what} ${n}`);
        isReached = nth.reached;
      }
      ok(n > 20, `${n} runs`);
    });
  }
}
