/**
 * Test files on Node, one after the other in one process, which loads once what they
 * share: for files that declare their tests by kit/test.ts and nothing by node:test.
 */

import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { fileTimeoutMs } from './on-node';
import { Tally } from './report';
import type { GuestMessage } from './shared-guest';

const GUEST = fileURLToPath(new URL('shared-guest.ts', import.meta.url));

export class SharedProcess {
  #child: ChildProcess | undefined;

  /** Runs one file; while it does, no other may be asked for. */
  run(path: string): Promise<Tally> {
    const child = (this.#child ??= fork(GUEST, { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] }));
    const tally = new Tally();
    return new Promise((resolve) => {
      const timer = setTimeout(() => {
        tally.fail(path, `    has not ended within ${fileTimeoutMs() / 1_000} s`);
        child.kill('SIGKILL');
      }, fileTimeoutMs());
      const told = (chunk: Buffer): void => {
        tally.problems.push(`  ${chunk.toString().trimEnd()}`);
      };
      const done = (): void => {
        clearTimeout(timer);
        child.off('message', heard).off('exit', ended).stderr!.off('data', told);
        resolve(tally);
      };
      const heard = (message: GuestMessage): void => {
        if (message.kind === 'passed') tally.pass(message.name);
        else if (message.kind === 'skipped') tally.skip(message.name, message.why);
        else if (message.kind === 'failed') tally.fail(message.name, message.text);
        else {
          if (message.isSpent) this.end();
          done();
        }
      };
      const ended = (code: number | null, signal: string | null): void => {
        this.#child = undefined; // the next file gets another
        tally.fail(path, `    its process has ended with ${code ?? signal}`);
        done();
      };
      child.on('message', heard).on('exit', ended).stderr!.on('data', told);
      child.send(path);
    });
  }

  end(): void {
    this.#child?.disconnect();
    this.#child = undefined;
  }
}
