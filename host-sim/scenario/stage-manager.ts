/** Makes the timeline happen: begins faults and ends them, opens watches and closes them. */

import type { Timer } from '../../firmware/ports/clock';
import { publishByHand } from '../broker/message';
import type { EndFault } from '../faults/fault';
import type { Stage } from '../faults/stage';
import type { LoggedEvent } from '../log-lines';
import type { History, Sighting } from './history';
import type { ExpectStep, FaultStep, PublishStep, Step } from './scenario';
import { type Result, Watch } from './watch';

/** Clocks take 31 bits of milliseconds. */
const LONGEST_TIMER_MS = 20 * 86_400_000;

export interface ManagerOptions {
  readonly stage: Stage;
  readonly history: History;
  readonly log: (event: LoggedEvent) => void;
  /** A fault could not be brought about. */
  readonly onError: (error: unknown) => void;
}

export class StageManager {
  readonly #options: ManagerOptions;
  readonly #watches = new Map<ExpectStep, Watch>();
  readonly #results = new Map<ExpectStep, Result>();
  readonly #timers = new Set<Timer>();
  /** Those that last, the latest first. */
  readonly #ends: EndFault[] = [];

  constructor(options: ManagerOptions) {
    this.#options = options;
  }

  /**
   * Sets a timer for each step, and settles when the time of all is over. What is
   * expected from a moment on is looked at before what happens then.
   */
  begin(timeline: readonly Step[], elapsedMs: number, lastsMs: number): Promise<void> {
    const expected = timeline.filter((step) => step.kind === 'expect');
    const others = timeline.filter((step) => step.kind !== 'expect');
    for (const step of expected) {
      this.#at(step.atMs - elapsedMs, () => {
        this.#open(step);
      });
    }
    for (const step of others) {
      this.#at(step.atMs - elapsedMs, () => {
        if (step.kind === 'fault') this.#happen(step);
        else this.#publish(step);
      });
    }
    return new Promise((resolve) => {
      this.#at(lastsMs - elapsedMs, resolve);
    });
  }

  notice(sighting: Sighting, nowMs: number): void {
    for (const watch of this.#watches.values()) watch.notice(sighting, nowMs);
  }

  /** The timeline is over, or given up: nothing more happens, and every fault that lasts ends. */
  end(isEarly: boolean): void {
    const { clock } = this.#options.stage.world;
    for (const timer of this.#timers) clock.clear(timer);
    this.#timers.clear();
    for (const end of this.#ends.splice(0)) end();
    for (const [step, watch] of this.#watches) this.#results.set(step, watch.close(isEarly));
    this.#watches.clear();
  }

  /** What has become of the steps; those whose time has not come did not come true. */
  results(timeline: readonly Step[]): readonly Result[] {
    return timeline
      .filter((step) => step.kind === 'expect')
      .map((step) => this.#results.get(step) ?? new Watch(step, this.#options.history).close(true));
  }

  #open(step: ExpectStep): void {
    const watch = new Watch(step, this.#options.history);
    watch.open();
    this.#watches.set(step, watch);
    this.#at(step.withinMs, () => {
      this.#results.set(step, watch.close());
      this.#watches.delete(step);
    });
  }

  #happen({ fault, values, forMs }: FaultStep): void {
    const { stage, log } = this.#options;
    const { id, lasts } = fault;
    const told = Object.entries(values).map(([name, value]) => `${name} ${value}`);
    log({ level: 'info', event: 'fault begins', fault: id, lasts, values: told.join(', ') });
    const end = fault.begin(stage, values);
    if (!lasts) return;
    let over = false;
    const endOnce = (): void => {
      if (over) return;
      over = true;
      log({ level: 'info', event: 'fault ends', fault: id });
      end();
    };
    this.#ends.unshift(endOnce);
    if (forMs !== undefined) this.#at(forMs, endOnce);
  }

  #publish({ message }: PublishStep): void {
    const { stage, log } = this.#options;
    if (!stage.broker)
      throw new Error('publish: an outside broker has clients of its own for that');
    const { topic, qos, retain } = message;
    log({ level: 'info', event: 'publishes', topic, qos, retain });
    publishByHand(stage.broker.aedes, message);
  }

  #at(delayMs: number, action: () => void): void {
    const { stage, onError } = this.#options;
    const run = (): void => {
      this.#timers.delete(timer);
      try {
        action();
      } catch (error) {
        onError(error);
      }
    };
    const { clock } = stage.world;
    const timer =
      delayMs > LONGEST_TIMER_MS
        ? clock.set(() => {
            this.#timers.delete(timer);
            this.#at(delayMs - LONGEST_TIMER_MS, action);
          }, LONGEST_TIMER_MS)
        : clock.set(run, Math.max(0, delayMs));
    this.#timers.add(timer);
  }
}
