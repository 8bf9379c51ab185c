/**
 * A virtual world whose time keeps step with the computer's, at a speed that can be
 * changed, and that people can hold and disturb. What is done to it happens between two
 * of its moments, so that it can be told to the millisecond and played again.
 */

import { VirtualClock } from '../board/virtual-clock';
import type { Timer } from '../../firmware/ports/clock';
import { Pace } from './pace';
import { settled, type Task, VirtualTurns } from './turns';
import { VirtualWorld, type VirtualWorldOptions } from './virtual-world';

/** Timers of Node's take 31 bits of milliseconds. */
const LONGEST_SLEEP_MS = 0x7fff_ffff;

/** Tells when something is to be done sooner than it was thought. */
class WakingClock extends VirtualClock {
  wake: () => void = () => {};

  override set(callback: () => void, delayMs: number, repeatMs?: number): Timer {
    const timer = super.set(callback, delayMs, repeatMs);
    this.wake();
    return timer;
  }
}

class WakingTurns extends VirtualTurns {
  wake: () => void = () => {};

  override soon(task: Task): void {
    super.soon(task);
    this.wake();
  }
}

interface Waiter {
  readonly ended: () => boolean;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
}

export class PacedWorld extends VirtualWorld {
  readonly pace: Pace;
  /** What is to be done to the world. */
  readonly #actions: (() => void)[] = [];
  readonly #waiters = new Set<Waiter>();
  #steps = 0;
  #isRunning = false;
  /** Something has come since it was last looked what is to be done. */
  #isStirred = false;
  #awaken: () => void = () => {};

  constructor(options: VirtualWorldOptions = {}, pace = new Pace()) {
    const clock = new WakingClock();
    const turns = new WakingTurns();
    super(options, clock, turns);
    this.pace = pace;
    clock.wake = turns.wake = () => {
      this.wake();
    };
  }

  /** The time of day by the pace: between two moments the world's own stands still. */
  get shownUnixMs(): number {
    const nowMs = Math.max(this.clock.now(), this.pace.now());
    return Math.floor(this.unixMs() - this.clock.now() + nowMs);
  }

  /** Does something between two moments, at the time that the pace shows. */
  act(action: () => void): void {
    this.#actions.push(action);
    this.wake();
  }

  pause(): void {
    this.pace.pause();
    this.wake();
  }

  resume(): void {
    this.pace.resume();
    this.wake();
  }

  setSpeed(speed: number): void {
    this.pace.setSpeed(speed);
    this.wake();
  }

  /** Goes to the next moment at which something happens. */
  step(): void {
    this.#steps++;
    this.wake();
  }

  /** Nobody holds time up any more. */
  readonly hurry = (): void => {
    this.pace.setSpeed(1);
    this.resume();
  };

  /** One loop serves all who wait: two would run turns into each other. */
  override run(ended: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#waiters.add({ ended, resolve, reject });
      this.wake();
      if (!this.#isRunning) void this.#loop();
    });
  }

  protected override wake(): void {
    this.#isStirred = true;
    this.#awaken();
  }

  async #loop(): Promise<void> {
    this.#isRunning = true;
    try {
      await settled();
      for (;;) {
        this.#isStirred = false;
        if (await this.turns.runNext()) continue;
        if (!this.#anybodyWaits()) break;
        await this.#next();
      }
    } catch (error) {
      for (const { reject } of this.#waiters) reject(error);
      this.#waiters.clear();
    } finally {
      this.#isRunning = false;
    }
  }

  #anybodyWaits(): boolean {
    for (const waiter of [...this.#waiters]) {
      if (!waiter.ended() && !this.ended) continue;
      this.#waiters.delete(waiter);
      waiter.resolve();
    }
    return this.#waiters.size > 0;
  }

  async #next(): Promise<void> {
    const { clock, pace } = this;
    const { nextMs } = clock;
    const isDue = nextMs !== undefined && (nextMs <= pace.now() || nextMs <= clock.now());
    if (isDue && (nextMs < Math.floor(pace.now()) || this.#actions.length === 0)) {
      await this.#moment();
    } else if (this.#actions.length > 0) await this.#act(nextMs);
    else if (this.#steps > 0) await this.#step(nextMs);
    else await this.#sleep(nextMs === undefined ? Infinity : pace.untilMs(nextMs));
  }

  async #moment(): Promise<void> {
    this.clock.runNext(Infinity);
    await settled();
    this.pace.letGo(this.clock.now());
  }

  /** As late as the pace has it, and before what is due next: a scenario's steps come first, too. */
  async #act(nextMs = Infinity): Promise<void> {
    const { clock, pace } = this;
    const atMs = Math.min(Math.floor(pace.now()), nextMs - 1);
    if (atMs > clock.now()) clock.advance(atMs - clock.now());
    this.#actions.shift()!();
    await settled();
  }

  async #step(nextMs: number | undefined): Promise<void> {
    this.#steps--;
    if (nextMs === undefined) return;
    this.pace.moveTo(nextMs);
    await this.#moment();
  }

  async #sleep(ms: number): Promise<void> {
    if (this.#isStirred) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(done, Math.min(Math.max(0, ms), LONGEST_SLEEP_MS));
      function done(): void {
        clearTimeout(timer);
        resolve();
      }
      this.#awaken = done;
    });
  }
}
