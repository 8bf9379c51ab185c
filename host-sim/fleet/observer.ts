/** The fleet's end of its observer. */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { ObserverOrder, ObserverReport } from './observer-link';
import { cameTrue } from './wait';

const PROGRAM = fileURLToPath(new URL('./observer-process.ts', import.meta.url));
const CLEAR_MS = 10_000;

export interface Absence {
  /** How often it was away from the broker. */
  readonly times: number;
  readonly ms: number;
}

export class Observer {
  readonly #child: ChildProcess;
  readonly #onMessage: (topic: string, payload: string) => void;
  #times = 0;
  #ms = 0;
  #awaySinceMs: number | undefined;
  #begun: (() => void) | undefined;
  #failed: ((error: Error) => void) | undefined;
  #cleared: (() => void) | undefined;
  #closed = false;

  private constructor(onMessage: (topic: string, payload: string) => void) {
    this.#onMessage = onMessage;
    this.#child = fork(PROGRAM, { execArgv: ['--import', 'tsx'] });
    this.#child.on('message', (told) => {
      this.#told(told as ObserverReport);
    });
    this.#child.on('error', (error) => {
      this.#failed?.(error);
    });
    this.#child.on('exit', () => {
      this.#ended();
    });
  }

  /** Settles once it hears all that comes from then on; throws when it cannot. */
  static async start(
    order: ObserverOrder,
    onMessage: (topic: string, payload: string) => void,
  ): Promise<Observer> {
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

  get isAway(): boolean {
    return this.#awaySinceMs !== undefined;
  }

  /** While it is away it hears nothing. */
  get absence(): Absence {
    const since = this.#awaySinceMs;
    return { times: this.#times, ms: this.#ms + (since === undefined ? 0 : now() - since) };
  }

  /** Has the broker forget what was retained there, as far as it can be reached. */
  async clear(topics: readonly string[]): Promise<void> {
    if (this.isAway || topics.length === 0) return;
    let isCleared = false;
    this.#cleared = () => {
      isCleared = true;
    };
    this.#child.send({ clear: topics });
    await cameTrue(() => isCleared, { mostMs: CLEAR_MS });
  }

  close(): void {
    this.#closed = true;
    if (this.#child.connected) this.#child.disconnect();
  }

  #told(told: ObserverReport): void {
    if (told.kind === 'messages') {
      for (const [topic, payload] of told.messages) this.#onMessage(topic, payload);
    } else if (told.kind === 'away') this.#left();
    else if (told.kind === 'cleared') this.#cleared?.();
    else if (told.kind === 'failed') {
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

  #ended(): void {
    if (this.#closed) return;
    this.#failed?.(new Error('the observer has ended'));
    this.#left();
  }
}

function now(): number {
  return performance.now();
}
