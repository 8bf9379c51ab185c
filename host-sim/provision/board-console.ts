/** The other end of a board's console: asks, and waits for the answer (firmware/station/provisioning). */

import type { Duplex } from 'node:stream';

/** A board looks for input every 50 ms, and writes flash. */
const PATIENCE_MS = 5_000;
/** Of text in a line, whose 512 bytes it must fit into in JSON. */
const PIECE_BYTES = 360;
const ANSWER = /^> (.*)$/;

interface Question {
  readonly lines: string[];
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

export class BoardConsole {
  readonly #wire: Duplex;
  #rest = '';
  #question: Question | undefined;

  constructor(wire: Duplex) {
    this.#wire = wire;
    wire.setEncoding('utf8');
    wire.on('data', (text: string) => {
      this.#read(text);
    });
    wire.on('error', (error) => this.#question?.reject(error));
    wire.on('close', () => this.#question?.reject(new Error('the board is gone')));
  }

  /** The lines of an answer without its last, which says that all is well; throws what it says instead. */
  ask(command: string): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        reject(new Error('the board does not answer: is it this port, and does the firmware run?'));
      }, PATIENCE_MS);
      this.#question = { lines: [], resolve, reject, timer };
      // The first line feed ends whatever somebody has begun to type.
      this.#wire.write(`\n${command}\n`);
    });
  }

  /** Sets a text of any length and with any characters. */
  async set(name: string, text: string): Promise<void> {
    let command = 'set';
    for (const piece of piecesOf(text)) {
      await this.ask(`${command} ${name} ${JSON.stringify(piece)}`);
      command = 'add';
    }
  }

  close(): void {
    this.#wire.destroy();
  }

  #read(text: string): void {
    const lines = `${this.#rest}${text}`.split(/\r?\n/);
    this.#rest = lines.pop() ?? '';
    for (const line of lines) {
      const answer = ANSWER.exec(line)?.[1];
      if (answer !== undefined) this.#take(answer);
    }
  }

  #take(answer: string): void {
    const question = this.#question;
    if (!question) return;
    const isError = answer.startsWith('error: ');
    if (answer !== 'ok' && !isError) {
      question.lines.push(answer);
      return;
    }
    this.#question = undefined;
    clearTimeout(question.timer);
    const told = [...question.lines, answer.slice('error: '.length)].join('; ');
    if (isError) question.reject(new Error(told));
    else question.resolve(question.lines);
  }
}

/** At least one, which may be empty. */
function piecesOf(text: string): string[] {
  const pieces = [''];
  for (const character of text) {
    const longer = pieces.at(-1)! + character;
    if (Buffer.byteLength(JSON.stringify(longer)) <= PIECE_BYTES)
      pieces[pieces.length - 1] = longer;
    else pieces.push(character);
  }
  return pieces;
}
