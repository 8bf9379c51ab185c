/**
 * The contract tests of the ports as a program in Moddable's simulator: the same
 * files as on Node and inside XS. It tells its outcome, a line for each test, on a
 * connection to the port that the build was given as `report`.
 */

import TCP from 'embedded:io/socket/tcp';
import config from 'mc/config';
import Timer from 'timer';
import { ModdableClock } from '../../../firmware/moddable/common/clock';
import { clockContract } from '../../firmware/ports/clock.contract';
import { networkContract } from '../../firmware/ports/network.contract';
import { pinsContract } from '../../firmware/ports/pins.contract';
import { powerContract } from '../../firmware/ports/power.contract';
import { socketContract } from '../../firmware/ports/socket.contract';
import { storageContract } from '../../firmware/ports/storage.contract';
import { tests, world } from '../../kit/xs/test';
import { makeSimulatorHarness } from './harness';
import { tlsTests } from './tls';

const HOST = 'Moddable';

world.turn = () =>
  new Promise((resolve) => {
    Timer.set(() => {
      resolve();
    }, 1);
  });

clockContract(HOST, makeSimulatorHarness);
networkContract(HOST, makeSimulatorHarness);
pinsContract(HOST, makeSimulatorHarness);
powerContract(HOST, makeSimulatorHarness);
socketContract(HOST, makeSimulatorHarness);
storageContract(HOST, makeSimulatorHarness);
tlsTests(HOST, (config as { readonly tls?: string }).tls ?? '');

/** Writes as the connection takes it, all in order. */
class Report {
  readonly #socket: TCP;
  #waiting = '';
  #open = false;

  constructor(port: number) {
    this.#socket = new TCP({
      address: '127.0.0.1',
      port,
      onWritable: () => {
        this.#open = true;
        this.#write();
      },
    });
  }

  line(text: string): void {
    this.#waiting += `${text}\n`;
    this.#write();
  }

  #write(): void {
    if (!this.#open || this.#waiting === '') return;
    const bytes = ArrayBuffer.fromString(this.#waiting);
    this.#waiting = '';
    this.#open = false;
    this.#socket.write(bytes);
  }
}

async function runAll(): Promise<void> {
  const clock = new ModdableClock();
  const report = new Report(Number((config as { readonly report?: string }).report));
  for (const { name, body } of tests) {
    const startMs = clock.now();
    try {
      await body();
      report.line(`ok ${name}: ${Math.round(clock.now() - startMs)} ms`);
    } catch (error) {
      report.line(`not ok ${name}: ${(error as Error).message}`);
    }
  }
  report.line('end');
}

export default function main(): void {
  void runAll();
}
