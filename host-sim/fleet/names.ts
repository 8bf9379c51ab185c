/** What the boards of a fleet are called, and where they are heard. */

import type { FleetOptions } from './arguments';

export class BoardNames {
  readonly #prefix: string;
  readonly #base: string;
  readonly #digits: number;

  constructor({ prefix, base, boards }: Pick<FleetOptions, 'prefix' | 'base' | 'boards'>) {
    this.#prefix = prefix;
    this.#base = base;
    this.#digits = Math.max(5, String(boards).length);
  }

  /** From 0 on. */
  idOf(board: number): string {
    return `${this.#prefix}-${String(board + 1).padStart(this.#digits, '0')}`;
  }

  statusTopicOf(board: number): string {
    return `${this.#base}/${this.idOf(board)}/status`;
  }

  /** What the observer's client id begins with. */
  get observer(): string {
    return `${this.#prefix}-observer`;
  }

  get statusFilter(): string {
    return `${this.#base}/+/status`;
  }

  /** Where all readings are heard, and then the states of the boards. */
  get filters(): readonly string[] {
    return [`${this.#base}/+/reading`, this.statusFilter];
  }

  /** Whose topic it is, and what stands behind its name there; undefined when it is none of the fleet's. */
  parse(topic: string): { readonly board: number; readonly what: string } | undefined {
    const end = topic.lastIndexOf('/');
    const what = topic.slice(end + 1);
    const begin = `${this.#base}/${this.#prefix}-`;
    const board = Number(topic.slice(begin.length, end)) - 1;
    if (!Number.isInteger(board) || board < 0) return undefined;
    return topic === `${this.#base}/${this.idOf(board)}/${what}` ? { board, what } : undefined;
  }
}
