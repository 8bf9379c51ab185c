/** The firmware in XS: a process for each start of a board. */

import type { Ports } from '../../../firmware/ports/ports';
import type { CheckedSettings } from '../../../firmware/station/settings';
import type { StopResult } from '../../../firmware/station/station';
import type { Turns } from '../../world/turns';
import { type Bundle, bundle, BUNDLE_GLOBAL } from '../bundle';
import type { Engine, RunningStation } from '../engine';
import { type FirmwareError, SourceLines } from '../firmware-error';
import { Bridge, type Operations } from './bridge';
import { versionOf } from './locate';
import type { WireValue } from './wire';
import { type Meter, XsWorker } from './worker';

/** In XS's stacks the script that was evaluated second is `#1`; lines count from 1. */
export const PLACE = /\(#1:(\d+)\)/;

export interface XsEngineOptions {
  /** The worker's binary. */
  readonly path: string;
  readonly firmware: Bundle;
  /** {@link bundleGuest}'s. */
  readonly guest: Bundle;
  readonly turns: Turns;
  readonly timeLimitMs?: number;
  /** Gets XS's meters behind every turn of the program. */
  readonly onMeter?: ((meter: Meter) => void) | undefined;
}

/** The script that stands between the worker and the station. */
export function bundleGuest(): Promise<Bundle> {
  return bundle('host-sim/engine/xs/guest/station-entry.ts');
}

export class XsEngine implements Engine {
  readonly name: string;
  readonly #options: XsEngineOptions;
  readonly #lines: SourceLines;
  /** One that has checked settings and can serve the next start. */
  #spare: Program | undefined;

  constructor(options: XsEngineOptions) {
    this.#options = options;
    this.#lines = new SourceLines(options.firmware, PLACE);
    this.name = `XS ${versionOf(options.path) ?? 'of unknown version'}`;
  }

  async check(settings: unknown): Promise<CheckedSettings> {
    this.#spare ??= new Program(this.#options, this.#lines);
    return (await this.#spare.ask('check', settings as WireValue)) as unknown as CheckedSettings;
  }

  boot(ports: Ports, settings: unknown, onFault: (error: FirmwareError) => void): RunningStation {
    const program = this.#spare ?? new Program(this.#options, this.#lines);
    this.#spare = undefined;
    program.onFault = onFault;
    program.bridge.attach(ports);
    const { reset, sleep } = ports;
    void program.bridge.command(
      'boot',
      settings as WireValue,
      reset.reason,
      Uint8Array.from(sleep.retained),
    );
    return {
      stop: ({ drainMs }) =>
        program.bridge.command('stop', drainMs) as unknown as Promise<StopResult>,
      end: () => {
        program.bridge.end();
      },
    };
  }

  placeOf(stack: string | undefined): string | undefined {
    return this.#lines.of(stack);
  }

  close(): void {
    this.#spare?.bridge.end();
    this.#spare = undefined;
  }
}

/** A worker with its script, and the bridge to it. */
export class Program {
  readonly bridge: Bridge;
  onFault: ((error: FirmwareError) => void) | undefined;
  #rejectAsked: ((error: FirmwareError) => void) | undefined;
  /** What has ended the program. */
  #end: FirmwareError | undefined;

  constructor(
    { path, firmware, guest, turns, timeLimitMs, onMeter }: XsEngineOptions,
    lines: SourceLines,
    operations: Operations = {},
  ) {
    const fail = (error: FirmwareError): void => {
      this.#end = error;
      this.bridge.end();
      this.#rejectAsked?.(error);
      this.onFault?.(error);
    };
    const worker = new XsWorker({
      path,
      onQuestion: (question) => this.bridge.answer(question),
      onDeath: fail,
      ...(timeLimitMs !== undefined && { timeLimitMs }),
    });
    const ready = load(worker, guest, firmware);
    ready.catch(() => {}); // who waits for it hears of it
    this.bridge = new Bridge(worker, {
      ready,
      turns,
      placeOf: (stack) => lines.of(stack),
      onFault: fail,
      operations,
      onMeter,
    });
  }

  /** Asks the program something before it has a board. */
  async ask(name: string, ...args: readonly WireValue[]): Promise<WireValue> {
    if (this.#end) throw this.#end;
    const failed = new Promise<never>((_, reject) => {
      this.#rejectAsked = reject;
    });
    failed.catch(() => {}); // when nobody asks any more
    return Promise.race([this.bridge.command(name, ...args), failed]);
  }
}

async function load(worker: XsWorker, guest: Bundle, firmware: Bundle): Promise<void> {
  await worker.evaluate(guest.code);
  const program = `(() => {${firmware.code}\n;return ${BUNDLE_GLOBAL}})()`;
  await worker.evaluate(`handleCommand.program = ${program};`);
}
