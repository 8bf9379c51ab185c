/** `npm start`, or a command like it, as a process, without npm around it. */

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { equal } from './assert';
import { until } from './until';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly lines: readonly string[];
  readonly errors: string;
}

export class Cli {
  /** Other commands have others. */
  static readonly program: string = 'host-sim/cli.ts';
  readonly child: ChildProcess;
  output = '';
  errors = '';
  readonly #closed: Promise<unknown[]>;

  constructor(...args: string[]) {
    this.child = spawn(process.execPath, ['--import', 'tsx', new.target.program, ...args], {
      cwd: ROOT,
      detached: true, // a process group of its own, as in a terminal
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout!.on('data', (chunk: Buffer) => (this.output += chunk.toString()));
    this.child.stderr!.on('data', (chunk: Buffer) => (this.errors += chunk.toString()));
    this.#closed = once(this.child, 'close');
  }

  /** A signal as the terminal sends it: to every process of the group. */
  signalGroup(signal: NodeJS.Signals): void {
    process.kill(-this.child.pid!, signal);
  }

  get lines(): string[] {
    return this.output.split('\n').filter((line) => line !== '');
  }

  async shows(part: string): Promise<void> {
    await until(`it shows ${part}`, () => this.output.includes(part), 20_000);
  }

  async ends(): Promise<Outcome> {
    const [code] = await this.#closed;
    return { code: code as number | null, lines: this.lines, errors: this.errors };
  }
}

/** Runs to the end. No output of any run may hold a stack trace. */
export async function runCli(...args: string[]): Promise<Outcome> {
  const outcome = await new Cli(...args).ends();
  equal(/^\s+at /m.test(outcome.errors + outcome.lines.join('\n')), false, outcome.errors);
  return outcome;
}
