/** The fleet's end of its observer. */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ObserverOrder, ObserverReport } from './observer-link';
import { cameTrue } from './wait';

const PROGRAM = fileURLToPath(new URL('./observer-process.ts', import.meta.url));
/** Whichever folder the user is in: from here the loader of TypeScript is found, and our own settings for it. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const CLEAR_MS = 10_000;
const RETAINED_MS = 10_000;

export type OnMessage = (topic: string, payload: string, isRetained: boolean) => void;

export interface Absence {
  /** How often it was away from the broker. */
  readonly times: number;
  readonly ms: number;
}

export class Observer {
  readonly #child: ChildProcess;
  readonly #onMessage: OnMessage;
  #times = 0;
  #ms = 0;
  #awaySinceMs: number | undefined;
  #begun: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;
  #cleared: (() => void) | undefined;
  #closed = false;
  #hasRetained = false;
  /** What it said was wrong. */
  #problem: string | undefined;
  #ended: string | undefined;

  private constructor(onMessage: OnMessage) {
    this.#onMessage = onMessage;
    this.#child = fork(PROGRAM, { execArgv: ['--import', 'tsx'], cwd: ROOT });
    this.#child.on('message', (told) => {
      this.#told(told as ObserverReport);
    });
    this.#child.on('error', (error) => {
      this.#failed?.(error);
    });
    this.#child.on('exit', (code, signal) => {
      this.#exited(signal ?? `exit code ${code}`);
    });
  }

  /** Settles once it hears all that comes from then on; throws when it cannot. */
  static async start(order: ObserverOrder, onMessage: OnMessage): Promise<Observer> {
    const observer = new Observer(onMessage);
    try {
      await new Promise<void>((resolve, reject) => {
        observer.#begun = resolve;
        observer.#failed = reject;
        observer.#child.send(order);
      });
    } catch (error) {
      observer.close();
      throw error;
    }
    return observer;
  }

  /** How its process has ended, in words; undefined while it is there. */
  get ended(): string | undefined {
    return this.#ended;
  }

  /** Settles when it has heard what was retained before it came. */
  async heardRetained(): Promise<void> {
    await cameTrue(() => this.#hasRetained, { mostMs: RETAINED_MS });
  }

  get isAway(): boolean {
    return this.#awaySinceMs !== undefined || this.#ended !== undefined;
  }

  /** While it is away it hears nothing. */
  get absence(): Absence {
    const since = this.#awaySinceMs;
    return { times: this.#times, ms: this.#ms + (since === undefined ? 0 : now() - since) };
  }

  /** Has the broker forget what was retained there; whether it has said that it did. */
  async clear(topics: readonly string[]): Promise<boolean> {
    if (topics.length === 0) return true;
    if (this.isAway) return false;
    let isCleared = false;
    this.#cleared = () => {
      isCleared = true;
    };
    this.#child.send({ clear: topics });
    return cameTrue(() => isCleared, { mostMs: CLEAR_MS });
  }

  close(): void {
    this.#closed = true;
    if (this.#child.connected) this.#child.disconnect();
  }

  #told(told: ObserverReport): void {
    if (told.kind === 'messages') {
      for (const message of told.messages) this.#onMessage(...message);
    } else if (told.kind === 'away') this.#left();
    else if (told.kind === 'retained') this.#hasRetained = true;
    else if (told.kind === 'cleared') this.#cleared?.();
    else if (told.kind === 'failed') {
      this.#problem = told.problem;
      this.#failed?.(new Error(`the observer cannot hear the broker: ${told.problem}`));
    } else {
      this.#begun?.();
      if (this.#awaySinceMs !== undefined) this.#ms += now() - this.#awaySinceMs;
      this.#awaySinceMs = undefined;
    }
  }

  /** Each try that fails says so again. */
  #left(): void {
    if (this.#awaySinceMs !== undefined) return;
    this.#times++;
    this.#awaySinceMs = now();
  }

  #exited(how: string): void {
    if (this.#closed) return;
    this.#ended = this.#problem === undefined ? how : `${how}: ${this.#problem}`;
    this.#failed?.(new Error(`the observer has ended (${this.#ended})`));
  }
}

function now(): number {
  return performance.now();
}
