/** A client under test: its esbuild bundle in a process of its own. */

import { type ChildProcess, fork } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { Order } from './driver';
import type { Result } from './peer';

/** Bundles a program of this folder into `folder`; returns its path. */
export async function bundlePeer(name: string, folder: string): Promise<string> {
  const outfile = join(folder, `${name}.cjs`);
  await build({
    entryPoints: [fileURLToPath(new URL(`./${name}.ts`, import.meta.url))],
    outfile,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    logLevel: 'error',
  });
  return outfile;
}

export class Child {
  readonly #process: ChildProcess;

  private constructor(path: string, execArgv: readonly string[]) {
    // Without tsx, which the bench itself runs under.
    this.#process = fork(path, { execArgv: [...execArgv] });
  }

  static async start(path: string, execArgv: readonly string[] = []): Promise<Child> {
    const child = new Child(path, execArgv);
    await child.#next();
    return child;
  }

  /** Runs a task; `onConnected` is called when a client that receives is ready. */
  async run(order: Order, onConnected?: () => void): Promise<Result> {
    this.#process.send(order);
    for (;;) {
      const message = await this.#next();
      if (message !== 'connected') return message as Result;
      onConnected?.();
    }
  }

  #next(): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => {
        reject(new Error(`a client under test has ended with ${code ?? 'a signal'}`));
      };
      this.#process.once('exit', onExit);
      this.#process.once('message', (message) => {
        this.#process.off('exit', onExit);
        resolve(message);
      });
    });
  }

  stop(): void {
    this.#process.disconnect(); // which ends it
  }
}
