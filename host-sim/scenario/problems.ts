/** What is wrong with a file, each with its place. */

import type { LineCounter } from 'yaml';

export interface Problem {
  /** From 1; 0 for the file as a whole. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

/** A place in a file: how many characters are before it. */
export type Offset = number;

export class Problems {
  readonly #lines: LineCounter;
  readonly #found: Problem[] = [];

  constructor(lines: LineCounter) {
    this.#lines = lines;
  }

  add(at: Offset, message: string): void {
    const { line, col: column } = this.#lines.linePos(at);
    this.#found.push({ line, column, message });
  }

  /** For the file as a whole. */
  addToFile(message: string): void {
    this.#found.push({ line: 0, column: 0, message });
  }

  any(): boolean {
    return this.#found.length > 0;
  }

  /** From the top of the file to its end. */
  get sorted(): readonly Problem[] {
    return [...this.#found].sort(
      (one, other) => one.line - other.line || one.column - other.column,
    );
  }
}

/** One line that editors and terminals make a link of. */
export function problemLine(file: string, { line, column, message }: Problem): string {
  return line === 0 ? `${file}: ${message}` : `${file}:${line}:${column}: ${message}`;
}
