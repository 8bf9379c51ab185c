/** Questions to a person. What is typed for a secret is shown as stars, and nowhere else. */

import type { ReadStream, WriteStream } from 'node:tty';

const ENTER = ['\r', '\n'];
const BACKSPACE = ['\u007f', '\b'];
const INTERRUPT = '\u0003';
/** Ctrl-D ends the questions, Ctrl-U takes back what is typed. */
const END = '\u0004';
const CLEAR = '\u0015';
const ESCAPE = '\u001b';

export class Interrupted extends Error {
  override message = 'interrupted; nothing is changed';
}

/** No answer will come any more. */
export class Ended extends Error {
  override message = 'the input ended before the last question; nothing is changed';
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

  /** Whether a person is there, who can answer the same question again. */
  get canAskAgain(): boolean {
    return this.#terminal.input.isTTY === true;
  }

  /** Says what is wrong with an answer. */
  tell(text: string): void {
    this.#terminal.output.write(`  ${text}\n`);
  }

  /** What somebody types until Enter. Throws {@link Interrupted} or {@link Ended}. */
  async ask(question: string, isSecret: boolean): Promise<string> {
    const { output } = this.#terminal;
    output.write(question);
    let text: string[] = [];
    for (;;) {
      const key = await this.#key();
      if (key === INTERRUPT || key === END) output.write('\n');
      if (key === INTERRUPT) throw new Interrupted();
      if (key === END || (key === undefined && text.length === 0)) throw new Ended();
      if (key === undefined || ENTER.includes(key)) break;
      if (key === CLEAR || BACKSPACE.includes(key)) {
        const count = key === CLEAR ? text.length : Math.min(1, text.length);
        output.write('\b \b'.repeat(count));
        text = text.slice(0, text.length - count);
      } else if (key === ESCAPE) await this.#skipSequence();
      else if (key >= ' ') {
        text.push(key);
        output.write(isSecret ? '*' : key);
      }
    }
    output.write('\n');
    return text.join('');
  }

  /** Arrow keys and their like mean nothing here: ECMA-48, 5.4. */
  async #skipSequence(): Promise<void> {
    if ((await this.#key()) !== '[') return;
    for (let key = await this.#key(); key !== undefined; key = await this.#key()) {
      if (key >= '@' && key <= '~') return;
    }
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
