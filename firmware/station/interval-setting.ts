/** The interval between samples as it is set over MQTT, and kept on flash. */

import type { KeyValueStore } from '../ports/key-value';
import { type Command, readCommand } from './commands';
import type { Tell } from './events';
import { messageOf } from './message-of';
import { loadInterval, loadMark, saveInterval, saveMark } from './saved-settings';
import { SEAL_PROBLEMS, type Sealing, type TokenMark } from './sealing';

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
  /** The token that set it; older ones are not taken. */
  #mark: TokenMark = { timeS: 0, signature: 0 };
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
      this.#mark = loadMark(this.#store);
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
    const sealing = this.#sealing;
    if (!sealing || length === 0) {
      this.#perform(readCommand(payload, length));
      return;
    }
    const unsealed = sealing.unseal(payload, length, this.#mark);
    if (typeof unsealed === 'string') {
      this.#refuse(SEAL_PROBLEMS[unsealed]);
      return;
    }
    const command = readCommand(unsealed.payload);
    // First, so that a power cut leaves no older token to be taken.
    if (command?.ok) this.#setBy(unsealed.mark);
    this.#perform(command);
  }

  #perform(command: Command | undefined): void {
    if (!command) return;
    if (!command.ok) this.#refuse(command.problem);
    else if (command.intervalMs !== this.#savedMs) this.#take(command.intervalMs);
  }

  #refuse(problem: string): void {
    this.#tell({ level: 'warn', event: 'settings refused', problem });
    this.#owner.answer(problem);
  }

  #setBy(mark: TokenMark): void {
    if (mark.timeS === this.#mark.timeS) return;
    this.#mark = mark;
    try {
      saveMark(this.#store, mark);
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
