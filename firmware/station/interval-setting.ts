/** The interval between samples as it is set over MQTT, and kept on flash. */

import type { KeyValueStore } from '../ports/key-value';
import { type Command, readCommand } from './commands';
import type { Tell } from './events';
import { messageOf } from './message-of';
import { loadInterval, loadSetAt, saveInterval, saveSetAt } from './saved-settings';
import { SEAL_PROBLEMS, type Sealing } from './sealing';

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
  readonly #sealing: Sealing | undefined;
  /** When the token was made that set it; tokens that are older are not taken. */
  #setAtS = 0;
  /** The interval that holds and is on flash; a retained message brings it with every connection. */
  #savedMs: number | undefined;

  /** With `sealing`, settings must come as its tokens. */
  constructor(store: KeyValueStore, owner: IntervalOwner, tell: Tell, sealing?: Sealing) {
    this.#sealing = sealing;
    this.#store = store;
    this.#owner = owner;
    this.#tell = tell;
  }

  /** Takes what was saved. */
  load(): void {
    try {
      this.#savedMs = loadInterval(this.#store);
      this.#setAtS = loadSetAt(this.#store);
    } catch (error) {
      const problem = `the saved interval cannot be read: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
      return;
    }
    if (this.#savedMs !== undefined) this.#set(this.#savedMs, 'saved');
  }

  /** A settings message of `length` bytes. */
  received(payload: Uint8Array, length: number): void {
    const sealing = this.#sealing;
    if (!sealing || length === 0) {
      this.#perform(readCommand(payload, length));
      return;
    }
    const unsealed = sealing.unseal(payload, length, this.#setAtS);
    if (typeof unsealed === 'string') this.#refuse(SEAL_PROBLEMS[unsealed]);
    else if (this.#perform(readCommand(unsealed.payload))) this.#setAt(unsealed.timeS);
  }

  /** Whether there was something to do, and it was right. */
  #perform(command: Command | undefined): boolean {
    if (!command) return false;
    if (!command.ok) this.#refuse(command.problem);
    else if (command.intervalMs !== this.#savedMs) this.#take(command.intervalMs);
    return command.ok;
  }

  #refuse(problem: string): void {
    this.#tell({ level: 'warn', event: 'settings refused', problem });
    this.#owner.answer(problem);
  }

  #setAt(timeS: number): void {
    if (timeS === this.#setAtS) return;
    this.#setAtS = timeS;
    try {
      saveSetAt(this.#store, timeS);
    } catch (error) {
      const problem = `the time of the settings cannot be saved: ${messageOf(error)}`;
      this.#tell({ level: 'warn', event: 'flash', problem });
    }
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
