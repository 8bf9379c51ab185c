/**
 * The process in which XS runs. It takes one command at a time over a pipe; while
 * it works on one it may ask questions and waits for their answers.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import type { Writable } from 'node:stream';
import { FirmwareError } from '../firmware-error';
import { netstring, NetstringReader } from './netstring';

/** XS's exact meters of one command. */
export interface Meter {
  /** Bytecodes executed, and steps of some built-ins. */
  readonly compute: number;
  /** Slots in use, garbage of the last collection's time included. */
  readonly currentHeapCount: number;
}

export interface Reply {
  readonly meter: Meter;
  readonly result: Uint8Array;
}

export interface WorkerOptions {
  readonly path: string;
  /** Answers a question. */
  readonly onQuestion: (question: Uint8Array) => Uint8Array | Promise<Uint8Array>;
  /** The process has ended, and nobody has wanted that. */
  readonly onDeath: (error: FirmwareError) => void;
  /** A command that takes longer, its questions' answers not counted, has run away. */
  readonly timeLimitMs?: number;
}

const TIME_LIMIT_MS = 10_000;

const QUESTION = 0x3f; // ?
const DONE = 0x2e; // .
const END_OF_METER = 1;
const ANSWER = Buffer.from('/');

/** What the exit codes of the worker mean. */
const EXITS: Readonly<Record<number, string>> = {
  11: 'the memory is used up',
  12: 'the stack has overflowed',
  15: 'an exception was not handled',
  16: 'there are too many names',
  17: 'the program ran too long',
};

interface Pending {
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: FirmwareError) => void;
}

export class XsWorker {
  readonly #options: WorkerOptions;
  readonly #process: ChildProcess;
  readonly #input: Writable;
  #pending: Pending | undefined;
  #deadline: NodeJS.Timeout | undefined;
  #complaint = '';
  #ended = false;

  constructor(options: WorkerOptions) {
    this.#options = options;
    this.#process = spawn(options.path, [], {
      // A Ctrl-C of the terminal's goes to the whole group; the firmware still has to say goodbye.
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    });
    const [, , errors, input, output] = this.#process.stdio;
    this.#input = input as Writable;
    this.#input.on('error', () => {}); // the exit tells
    const reader = new NetstringReader((message) => {
      this.#take(message);
    });
    output!.on('data', (chunk: Buffer) => {
      reader.push(chunk);
    });
    errors!.on('data', (chunk: Buffer) => {
      this.#complain(chunk.toString());
    });
    this.#process.on('error', (error) => {
      this.#die(`XS cannot be started: ${error.message}`);
    });
    this.#process.on('exit', (code, signal) => {
      const reason = EXITS[code ?? -1] ?? `its process ended with ${signal ?? `exit code ${code}`}`;
      this.#die(`XS stopped: ${reason}`);
    });
  }

  /** Evaluates a script. */
  evaluate(source: string): Promise<Reply> {
    return this.#command(Buffer.from(`e${source}`));
  }

  /** Hands bytes to the program, and returns its answer. */
  handle(bytes: Uint8Array): Promise<Reply> {
    return this.#command(Buffer.concat([Buffer.from('?'), bytes]));
  }

  /** Writes an image of the heap, which the meters read. */
  snapshot(path: string): Promise<Reply> {
    return this.#command(Buffer.from(`w${path}`));
  }

  /** Ends the process; nothing is answered any more. */
  kill(): void {
    if (this.#ended) return;
    this.#process.kill('SIGKILL');
    this.#end(new FirmwareError('XS was stopped'));
  }

  /** What waits for an answer gets the reason why there will be none. */
  #end(reason: FirmwareError): void {
    this.#ended = true;
    clearTimeout(this.#deadline);
    this.#pending?.reject(reason);
    this.#pending = undefined;
  }

  #command(message: Uint8Array): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.#ended) {
        reject(new FirmwareError('XS was stopped'));
        return;
      }
      this.#pending = { resolve, reject };
      this.#watch();
      this.#input.write(netstring(message));
    });
  }

  #watch(): void {
    clearTimeout(this.#deadline);
    const limitMs = this.#options.timeLimitMs ?? TIME_LIMIT_MS;
    this.#deadline = setTimeout(() => {
      this.#process.kill('SIGKILL');
      this.#die(`XS ran for more than ${limitMs / 1000} s without coming back: an endless loop?`);
    }, limitMs);
  }

  #take(message: Buffer): void {
    if (this.#ended) return;
    clearTimeout(this.#deadline);
    if (message[0] === QUESTION) {
      void this.#answer(message.subarray(1));
      return;
    }
    const pending = this.#pending;
    this.#pending = undefined;
    if (message[0] !== DONE) {
      pending?.reject(new FirmwareError(message.toString('utf8', 1)));
      return;
    }
    const end = message.indexOf(END_OF_METER);
    pending?.resolve({
      meter: JSON.parse(message.toString('latin1', 1, end)) as Meter,
      result: message.subarray(end + 1),
    });
  }

  async #answer(question: Uint8Array): Promise<void> {
    const answer = this.#options.onQuestion(question);
    // The usual answer is there at once, and need not wait for a promise's turn.
    const bytes = answer instanceof Uint8Array ? answer : await answer;
    if (this.#ended) return;
    this.#watch();
    this.#input.write(netstring(ANSWER, bytes));
  }

  /** XS writes a line for a promise that was rejected and that nobody watches. */
  #complain(text: string): void {
    this.#complaint += text;
    const found = /Unhandled exception (.*)\n/.exec(this.#complaint);
    if (!found || this.#ended) return;
    this.#process.kill('SIGKILL');
    this.#die(`a promise was rejected and nobody handled it: ${found[1]}`);
  }

  #die(reason: string): void {
    if (this.#ended) return;
    const error = new FirmwareError(reason);
    this.#end(error);
    this.#options.onDeath(error);
  }
}
