/** Questions to a person. What is typed for a secret is shown as stars, and nowhere else. */

import type { ReadStream, WriteStream } from 'node:tty';

const ENTER = ['\r', '\n'];
const BACKSPACE = ['\u007f', '\b'];
const INTERRUPT = '\u0003';

export class Interrupted extends Error {
  override message = 'interrupted; nothing more was changed';
}

export interface Terminal {
  readonly input: NodeJS.ReadableStream & Partial<Pick<ReadStream, 'setRawMode' | 'isTTY'>>;
  readonly output: Pick<WriteStream, 'write'>;
}

export class Prompt {
  readonly #terminal: Terminal;
  #typed: string[] = [];
  #wake: (() => void) | undefined;
  #isOver = false;

  constructor(terminal: Terminal) {
    this.#terminal = terminal;
    const { input } = terminal;
    input.setRawMode?.(true);
    input.setEncoding('utf8');
    input.on('data', (text: string) => {
      this.#typed.push(...Array.from(text));
      this.#wake?.();
    });
    input.on('end', () => {
      this.#isOver = true;
      this.#wake?.();
    });
  }

  /** What somebody types until Enter. */
  async ask(question: string, isSecret: boolean): Promise<string> {
    const { output } = this.#terminal;
    output.write(question);
    let text: string[] = [];
    for (;;) {
      const key = await this.#key();
      if (key === INTERRUPT) throw new Interrupted();
      if (key === undefined || ENTER.includes(key)) break;
      if (BACKSPACE.includes(key)) {
        if (text.length > 0) output.write('\b \b');
        text = text.slice(0, -1);
      } else {
        text.push(key);
        output.write(isSecret ? '*' : key);
      }
    }
    output.write('\n');
    return text.join('');
  }

  async #key(): Promise<string | undefined> {
    while (this.#typed.length === 0 && !this.#isOver) {
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
    return this.#typed.shift();
  }

  close(): void {
    this.#terminal.input.setRawMode?.(false);
    this.#terminal.input.pause();
  }
}
