/** The interval between samples as it is set over MQTT, and kept on flash. */

import type { KeyValueStore } from '../ports/key-value';
import { readCommand } from './commands';
import type { Tell } from './events';
import { messageOf } from './message-of';
import { loadInterval, saveInterval } from './saved-settings';

export interface IntervalOwner {
  /** A new interval holds. */
  setInterval(intervalMs: number): void;
  /** Something was wrong with a setting: whoever sent it should know. */
  answer(problem: string): void;
}

export class IntervalSetting {
  readonly #store: KeyValueStore;
  readonly #owner: IntervalOwner;
  readonly #tell: Tell;
  /** The interval that holds and is on flash; a retained message brings it with every connection. */
  #savedMs: number | undefined;

  constructor(store: KeyValueStore, owner: IntervalOwner, tell: Tell) {
    this.#store = store;
    this.#owner = owner;
    this.#tell = tell;
  }

  /** Takes what was saved. */
  load(): void {
    try {
      this.#savedMs = loadInterval(this.#store);
    } catch (error) {
      const problem = `the saved interval cannot be read: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
      return;
    }
    if (this.#savedMs !== undefined) this.#set(this.#savedMs, 'saved');
  }

  /** A settings message of `length` bytes. */
  received(payload: Uint8Array, length: number): void {
    const command = readCommand(payload, length);
    if (!command) return;
    if (!command.ok) {
      const { problem } = command;
      this.#tell({ level: 'warn', event: 'settings refused', problem });
      this.#owner.answer(problem);
    } else if (command.intervalMs !== this.#savedMs) this.#take(command.intervalMs);
  }

  /** A new interval holds, whether or not it can be saved. */
  #take(intervalMs: number): void {
    this.#set(intervalMs, 'received');
    try {
      saveInterval(this.#store, intervalMs);
      this.#savedMs = intervalMs;
    } catch (error) {
      this.#savedMs = undefined;
      const problem = `intervalMs ${intervalMs} holds until the next restart only: it cannot be saved: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
      this.#owner.answer(problem);
    }
  }

  #set(intervalMs: number, source: 'saved' | 'received'): void {
    this.#owner.setInterval(intervalMs);
    this.#tell({ level: 'info', event: 'settings', intervalMs, source });
  }
}
