/** The firmware on Node: one realm like the chip's, shared by all boards of the process. */

import type { Ports } from '../../firmware/ports/ports';
import type { CheckedSettings } from '../../firmware/station/settings';
import type { StopOptions, StopResult } from '../../firmware/station/station';
import type { Turns } from '../world/turns';
import type { Bundle } from './bundle';
import { ChipRealm } from './chip-realm';
import type { Engine, RunningStation } from './engine';
import { FirmwareError, SourceLines } from './firmware-error';
import { portsWithTurns } from './node-turns';

interface Station {
  start(): void;
  stop(options: StopOptions): Promise<StopResult>;
}

interface Firmware {
  readonly checkSettings: (input: unknown) => CheckedSettings;
  readonly bootOf: (ports: Ports, settings: unknown) => Station;
}

const FILE = 'firmware.js';
const PLACE = /firmware\.js:(\d+):(\d+)/;

export interface NodeEngineOptions {
  readonly firmware: Bundle;
  /** {@link bundleRealm}'s. */
  readonly realm: Bundle;
  readonly turns: Turns;
}

export class NodeEngine implements Engine {
  readonly name = `Node ${process.versions.node}`;
  readonly #firmware: Firmware;
  readonly #realm: ChipRealm;
  readonly #lines: SourceLines;
  readonly #turns: Turns;
  #draining = false;

  constructor({ firmware, realm, turns }: NodeEngineOptions) {
    this.#realm = new ChipRealm(realm);
    this.#firmware = this.#realm.evaluate(firmware, FILE) as Firmware;
    this.#lines = new SourceLines(firmware, PLACE);
    this.#turns = turns;
  }

  check(settings: unknown): Promise<CheckedSettings> {
    return Promise.resolve(this.#firmware.checkSettings(settings));
  }

  boot(ports: Ports, settings: unknown, onFault: (error: FirmwareError) => void): RunningStation {
    this.#realm.toRom(settings);
    let station: Station | undefined;
    let ended = false;
    const turn = (callback: () => void): void => {
      this.#drainLater();
      try {
        callback();
      } catch (error) {
        if (!ended) onFault(this.#faultOf(error));
      }
    };
    // In turns of their own, as with a program that is asked over a pipe: what the world
    // sets meanwhile comes before what the program sets.
    this.#turns.soon(() => {
      if (ended) return;
      turn(() => {
        station = this.#firmware.bootOf(portsWithTurns(ports, turn), settings);
        station.start();
      });
    });
    return {
      // A promise of Node's own: whoever awaits it is not part of the program.
      stop: (options) =>
        new Promise((resolve, reject) => {
          this.#turns.soon(() => {
            this.#drainLater();
            station?.stop(options).then(resolve, reject);
          });
        }),
      end: () => {
        ended = true;
      },
    };
  }

  placeOf(stack: string | undefined): string | undefined {
    return this.#lines.of(stack);
  }

  close(): void {}

  /** Gives the promise jobs a turn of their own, behind callbacks that are due at the same time. */
  #drainLater(): void {
    if (this.#draining) return;
    this.#draining = true;
    this.#turns.soon(() => {
      this.#draining = false;
      this.#realm.drain();
    });
  }

  #faultOf(error: unknown): FirmwareError {
    if (error instanceof FirmwareError) return error;
    const { name, message, stack } = error as Error;
    const place = this.#lines.of(stack);
    return new FirmwareError(`${name}: ${message}${place ? ` (${place})` : ''}`);
  }
}
