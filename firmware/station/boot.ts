/**
 * What a board does after a reset: takes the settings that it was flashed with, and those
 * that a person has given it since, and runs the program with them. Without a network to
 * join it says so and waits for them on the console; a restart would change nothing.
 */

import type { Timer } from '../ports/clock';
import type { Problem } from './checker';
import type { Extras } from './extras';
import type { Texts } from './flat-settings';
import { KeptSettings } from './kept-settings';
import { messageOf } from './message-of';
import { Program } from './program';
import { Provisioning } from './provisioning';
import { type CheckedSettings, checkSettings } from './settings';
import type { StopOptions, StopResult } from './station';
import type { StationPorts } from './station-ports';

/** Settings that are refused are told so often: who opens the serial port later wants to know, too. */
const REPEAT_MS = 60_000;

/** What checkSettings takes: the settings that the board was flashed with, and over them what it was given since. */
export type Configured = (given: Texts) => unknown;

export class Boot {
  readonly #ports: StationPorts;
  readonly #configured: Configured;
  readonly #kept: KeptSettings;
  readonly #extras: Extras;
  #program: Program | undefined;
  #timer: Timer | undefined;

  constructor(ports: StationPorts, configured: Configured, extras: Extras = {}) {
    this.#ports = ports;
    this.#configured = configured;
    this.#extras = extras;
    this.#kept = new KeptSettings(ports.keyValue);
  }

  start(): void {
    const { console, reset } = this.#ports;
    new Provisioning(console, this.#kept, {
      problems: (given) => {
        const checked = checkSettings(this.#configured(given));
        return checked.ok ? [] : checked.problems;
      },
      restart: () => {
        this.#restart(reset);
      },
    }).listen();
    this.#run();
  }

  #run(): void {
    const checked = this.#checked();
    if (!checked.ok) {
      this.#refuse(checked.problems);
      return;
    }
    this.#program = new Program(this.#ports, checked.settings, this.#extras);
    this.#program.start();
  }

  /** In a turn of its own: the answer goes out before. */
  #restart(reset: StationPorts['reset']): void {
    this.#ports.clock.set(() => {
      reset.restart();
    }, 0);
  }

  /** Settings that cannot be read may be what makes the connection a safe one: without them nothing runs. */
  #checked(): CheckedSettings {
    let given: Texts;
    try {
      given = this.#kept.texts;
    } catch (error) {
      const message = `given on the console cannot be read: ${messageOf(error)}`;
      return { ok: false, problems: [{ field: 'settings', message }] };
    }
    return checkSettings(this.#configured(given));
  }

  #refuse(problems: readonly Problem[]): void {
    const { clock, log } = this.#ports;
    const isBlank = problems.some(
      ({ field, message }) => field === 'wifi.ssid' && message === 'is missing',
    );
    const tell = (): void => {
      if (isBlank) log.write({ level: 'warn', event: 'blank' });
      else {
        for (const { field, message } of problems) {
          log.write({ level: 'error', event: 'settings refused', problem: `${field} ${message}` });
        }
      }
    };
    tell();
    this.#timer = clock.set(tell, REPEAT_MS, REPEAT_MS);
  }

  /** Ends in order: see the station's. */
  stop(options: StopOptions): Promise<StopResult> {
    this.#ports.clock.clear(this.#timer);
    return this.#program?.stop(options) ?? Promise.resolve({ unsent: 0 });
  }

  /** See Program. */
  uncaught(where: string, error: unknown): void {
    this.#program?.uncaught(where, error);
  }
}
