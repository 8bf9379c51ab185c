/** Programs for Moddable's simulator on Linux: built with mcconfig, and run without a screen. */

import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { ToolChain } from '../../host-sim/chip/tool-chain';

export interface RunningSimulator {
  /** Why it has ended by itself, or undefined while it runs. */
  readonly problem: string | undefined;
  end(): void;
}

export class Simulator {
  readonly #project: string;
  readonly #tools: ToolChain;

  /** `project` is a folder called `pubsub-xs` that may be written to, with the manifest of the program. */
  constructor(project: string, tools: ToolChain) {
    this.#project = project;
    this.#tools = tools;
  }

  get #out(): string {
    return join(this.#project, '..', 'simulator');
  }

  get #program(): string {
    return join(this.#out, 'bin', 'lin', 'mc', 'release', 'pubsub-xs', 'mc.so');
  }

  /** Builds with these settings; what is wrong, or undefined. */
  build(settings: readonly string[]): string | undefined {
    mkdirSync(this.#out, { recursive: true });
    const words = ['-m', '-p', 'lin', '-o', this.#out, ...settings];
    const { stdout, stderr, error } = spawnSync(this.#tools.mcconfig, words, {
      cwd: this.#project,
      encoding: 'utf8',
      env: { ...process.env, PATH: this.#tools.path },
      maxBuffer: 1 << 26,
    });
    if (error) return error.message;
    if (existsSync(this.#program)) return undefined;
    const said = `${stdout}${stderr}`.trim().split('\n').slice(-15).join('\n');
    return `the simulator's program does not build:\n${said}`;
  }

  start(): RunningSimulator {
    const words = ['-a', 'dbus-run-session', '--', 'mcsim', this.#program];
    const child = spawn('xvfb-run', words, {
      stdio: 'ignore',
      detached: true, // a group of its own, so that all of it can be ended
      env: { ...process.env, PATH: this.#tools.path },
    });
    let problem: string | undefined;
    child.on('error', (error) => (problem = `xvfb-run: ${error.message}`));
    child.on('exit', (code) => (problem ??= `the simulator ended (${code ?? 'by a signal'})`));
    return {
      get problem() {
        return problem;
      },
      end: () => {
        try {
          if (child.pid !== undefined) process.kill(-child.pid);
        } catch {
          // It has ended by itself.
        }
      },
    };
  }
}
