/** The other end of a board's console: asks, and waits for the answer (firmware/station/provisioning). */

import type { Duplex } from 'node:stream';

/** A board looks for input every 50 ms, and writes flash. */
const PATIENCE_MS = 8_000;
/** Between two times that something is asked. */
const AGAIN_MS = 1_000;
/** Who was asked twice may answer twice. */
const STRAY_MS = 500;
const REPEATABLE: readonly string[] = ['settings', 'check', 'discard'];
/** Ctrl-U takes back whatever somebody has begun to type. */
const CLEAR = '\u0015';
/** Of text in a line, whose 512 bytes it must fit into in JSON. */
const PIECE_BYTES = 360;
const ANSWER = /^> (.*)$/;

/** The board answers that it does not do it. */
export class BoardRefusal extends Error {
  /** What is wrong with the settings, each as the firmware's field and a message; may be empty. */
  readonly problems: readonly string[];

  constructor(message: string, problems: readonly string[]) {
    super(message);
    this.problems = problems;
  }
}

interface Question {
  readonly lines: string[];
  readonly resolve: (lines: readonly string[]) => void;
  readonly reject: (error: Error) => void;
  /** Nothing is waited for any more; how often it was asked. */
  readonly over: () => number;
}

export class BoardConsole {
  readonly #wire: Duplex;
  #rest = '';
  #question: Question | undefined;
  #end: Error | undefined;

  constructor(wire: Duplex) {
    this.#wire = wire;
    wire.setEncoding('utf8');
    wire.on('data', (text: string) => {
      this.#read(text);
    });
    wire.on('error', (error) => {
      this.#gone(error);
    });
    wire.on('close', () => {
      this.#gone(new Error('the board is gone'));
    });
  }

  /** The lines of an answer without its last, which says that all is well; a {@link BoardRefusal} otherwise. */
  ask(command: string): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      if (this.#end) {
        reject(this.#end);
        return;
      }
      let times = 0;
      const send = (): void => {
        times++;
        this.#wire.write(`${CLEAR}${command}\n`);
      };
      // What is sent while a board restarts is lost; what does the same again can be asked again.
      const again = REPEATABLE.includes(command) ? setInterval(send, AGAIN_MS) : undefined;
      const timer = setTimeout(() => {
        clearInterval(again);
        this.#question = undefined;
        reject(new Error('the board does not answer: is it this port, and does the firmware run?'));
      }, PATIENCE_MS);
      const over = (): number => {
        clearInterval(again);
        clearTimeout(timer);
        return times;
      };
      this.#question = { lines: [], resolve, reject, over };
      send();
    });
  }

  /** What is wrong with all that would hold now, each as the firmware's field and a message. */
  async problems(): Promise<readonly string[]> {
    try {
      await this.ask('check');
      return [];
    } catch (error) {
      if (error instanceof BoardRefusal) return error.problems;
      throw error;
    }
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

  #gone(error: Error): void {
    this.#end ??= error;
    this.#question?.over();
    this.#question?.reject(error);
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
    const { lines, resolve, reject } = question;
    const settle = (): void => {
      if (isError) reject(new BoardRefusal(answer.slice('error: '.length), lines));
      else resolve(lines);
    };
    if (question.over() > 1) setTimeout(settle, STRAY_MS);
    else settle();
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
