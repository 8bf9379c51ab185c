/** What the network between a board and its broker is like at the moment; faults change it. */

import { SeededRandom } from '../board/random';

/** Something that can be broken at once. */
interface Breakable {
  destroy(): void;
}

export class Network {
  /** Added to what the way takes itself, one way. */
  delayMs = 0;
  /** Up to so much is added, each time anew. */
  jitterMs = 0;
  /** Infinity is no limit. */
  bytesPerS = Infinity;
  /** What is sent arrives in pieces of so many bytes; Infinity leaves it alone. */
  pieceBytes = Infinity;
  /** What is sent within so long arrives as one. */
  mergeMs = 0;
  /** Packets of these types from the broker get lost: MQTT's numbers, 2 is CONNACK. */
  lostPackets: readonly number[] = [];
  /** The broker answers CONNECT with this return code; 0 leaves its own answer. */
  refusal = 0;
  readonly #random: () => number;
  readonly #connections = new Set<Breakable>();
  readonly #waiting = new Set<() => void>();
  #isCut = false;
  #isWindowShut = false;

  constructor(seed: number) {
    this.#random = new SeededRandom(seed, 'network').next;
  }

  /** While it is cut nothing arrives, and nobody is told: TCP sends it again when it is whole. */
  get isCut(): boolean {
    return this.#isCut;
  }

  set isCut(isCut: boolean) {
    this.#isCut = isCut;
    if (!isCut) this.changed();
  }

  /** While it is, the board's sockets announce no room. */
  get isWindowShut(): boolean {
    return this.#isWindowShut;
  }

  set isWindowShut(isShut: boolean) {
    this.#isWindowShut = isShut;
    if (!isShut) this.changed();
  }

  /** Something waits for another state of the network; returns what ends that. */
  whenChanged(callback: () => void): () => void {
    this.#waiting.add(callback);
    return () => this.#waiting.delete(callback);
  }

  changed(): void {
    for (const callback of [...this.#waiting]) callback();
  }

  /** How long the next piece takes beyond its usual way. */
  nextDelayMs(): number {
    return this.delayMs + (this.jitterMs > 0 ? Math.floor(this.#random() * this.jitterMs) : 0);
  }

  opened(connection: Breakable): () => void {
    this.#connections.add(connection);
    return () => this.#connections.delete(connection);
  }

  /** Breaks every connection. */
  reset(): void {
    for (const connection of [...this.#connections]) connection.destroy();
  }
}
