/**
 * The program's end of the bridge. What needs no answer is gathered, and goes out
 * with the end of the turn or before the next question; a question stops XS until
 * Node has answered. The time comes with each batch of events.
 */

import { WireReader, type WireValue, WireWriter } from '../wire';
import { issueCommand, workerText } from './natives';

export class Link {
  nowMs = 0;
  unixMs: number | undefined;
  /** Called at the end of each turn: the last moment to add to what goes out. */
  beforeTake: (() => void) | undefined;
  readonly #gathered = new WireWriter(workerText);
  /** Who takes an event, by handle. */
  readonly #targets = new Map<number, (name: string, args: readonly WireValue[]) => void>();
  #handles = 0;

  post(...operation: readonly WireValue[]): void {
    this.#gathered.value(operation);
  }

  /** Throws what the operation throws on Node's side. */
  ask(...operation: readonly WireValue[]): WireValue {
    this.#gathered.value(operation); // last, for its result is the answer
    const answer = new Uint8Array(issueCommand(this.#gathered.take().buffer as ArrayBuffer));
    const [done, value] = new WireReader(answer, workerText).list();
    if (done !== true) throw value as Error;
    return value;
  }

  take(): ArrayBuffer {
    this.beforeTake?.();
    return this.#gathered.take().buffer as ArrayBuffer;
  }

  /** Gives `deliver` a handle, under which Node sends its events. */
  open(deliver: (name: string, args: readonly WireValue[]) => void): number {
    this.#targets.set(++this.#handles, deliver);
    return this.#handles;
  }

  /** No event comes to this handle any more. */
  close(handle: number): void {
    this.#targets.delete(handle);
  }

  /** Passes an event on; one that was under way when its target closed is dropped. */
  deliver(handle: number, name: string, args: readonly WireValue[]): void {
    this.#targets.get(handle)?.(name, args);
  }
}
