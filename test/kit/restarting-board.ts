/** A station's program on a simulated board that can be reset, with what outlasts a reset. */

import type { ResetReason } from '../../firmware/ports/reset';
import { CrashRecord } from '../../firmware/station/crash-record';
import type { StationEvent } from '../../firmware/station/events';
import { Program } from '../../firmware/station/program';
import { fail } from './assert';
import { StationFixture } from './station';

export class RestartingBoard {
  /** What was told since the last start. */
  events: StationEvent[] = [];
  /** How often the program has asked for a restart. */
  restarts = 0;
  readonly #retained = new Uint8Array(1_024);
  /** Everything that does not outlast a reset. */
  #life = new StationFixture();
  #program: Program | undefined;

  get program(): Program {
    return this.#program ?? fail('nothing was started');
  }

  /** Resets the board for this reason, runs the program, and lets `ms` go by. */
  async start(reason: ResetReason, ms: number): Promise<void> {
    this.#life = new StationFixture();
    const events: StationEvent[] = [];
    this.events = events;
    this.#program = new Program(
      {
        ...this.#life.ports,
        log: { write: (record) => events.push(record as StationEvent) },
        reset: { reason, restart: () => this.restarts++ },
        sleep: { retained: this.#retained, deepSleep: () => fail('nothing sleeps here') },
      },
      this.#life.settings,
    );
    this.#program.start();
    await this.pass(ms);
  }

  pass(ms: number): Promise<void> {
    return this.#life.pass(ms);
  }

  /** As if the safe mode had waited and given the program another try. */
  giveAnotherTry(): void {
    new CrashRecord(this.#retained).retry(2);
  }
}
