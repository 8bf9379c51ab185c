/** Mosquitto, a broker that is not ours, on a free port of the loopback interface. */

import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from './until';

/** Why tests with Mosquitto are skipped here, or false; on a CI machine it must be there. */
export const noMosquitto = ((): string | false => {
  try {
    execFileSync('mosquitto', ['-h'], { stdio: 'ignore' });
    return false;
  } catch (error) {
    // mosquitto -h itself exits with 3; only a missing program is an ENOENT.
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') return false;
    if (process.env['CI'])
      throw new Error('mosquitto is not installed, and CI needs it', { cause: error });
    return 'mosquitto is not installed (apt-get install mosquitto)';
  }
})();

export interface Login {
  readonly user: string;
  readonly password: string;
}

export class Mosquitto {
  readonly port: number;
  readonly #folder: string;
  readonly #config: string;
  readonly #isVerbose: boolean;
  #process: ChildProcess | undefined;
  #log = '';

  private constructor(port: number, folder: string, config: string, isVerbose: boolean) {
    this.#isVerbose = isVerbose;
    this.port = port;
    this.#folder = folder;
    this.#config = config;
  }

  /** Starts a broker; with `login`, only that user is let in. `more` are lines of its configuration. */
  static async start(
    login?: Login,
    more: readonly string[] = [],
    { verbose = true } = {},
  ): Promise<Mosquitto> {
    const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
    const port = await freePort();
    const lines = [
      `listener ${port} 127.0.0.1`,
      `allow_anonymous ${login ? 'false' : 'true'}`,
      ...more,
    ];
    if (login) {
      const passwords = join(folder, 'passwords');
      writeFileSync(passwords, `${login.user}:${login.password}\n`, { mode: 0o600 });
      execFileSync('mosquitto_passwd', ['-U', passwords], { stdio: 'ignore' });
      lines.push(`password_file ${passwords}`);
    }
    // Mosquitto started by root becomes another user, who could not read the passwords.
    if (process.getuid?.() === 0) lines.push('user root');
    const config = join(folder, 'mosquitto.conf');
    writeFileSync(config, `${lines.join('\n')}\n`);
    return Mosquitto.inFolder(folder, config, port, verbose);
  }

  /** Its name and version, as it tells them. */
  static version(): string {
    const { stdout } = spawnSync('mosquitto', ['-h'], { encoding: 'utf8' });
    return stdout.split('\n')[0]!.replace(' version', '');
  }

  /** Starts a broker in a folder that it has for itself: `stop` removes it. */
  static async inFolder(
    folder: string,
    config: string,
    port: number,
    isVerbose = true,
  ): Promise<Mosquitto> {
    const broker = new Mosquitto(port, folder, config, isVerbose);
    await broker.run();
    return broker;
  }

  /** Starts the process, or starts it again. */
  async run(): Promise<void> {
    const child = spawn('mosquitto', [...(this.#isVerbose ? ['-v'] : []), '-c', this.#config], {
      cwd: this.#folder,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#process = child;
    for (const stream of [child.stdout, child.stderr]) {
      stream.on('data', (chunk: Buffer) => (this.#log += chunk.toString()));
    }
    let answers = false;
    const probe = (): void => {
      const socket = connect(this.port, '127.0.0.1');
      socket.on('connect', () => {
        answers = true;
        socket.destroy();
      });
      socket.on('error', () => {
        if (child.exitCode === null) setTimeout(probe, 10);
      });
    };
    probe();
    await until('Mosquitto answers', () => answers || child.exitCode !== null);
    if (child.exitCode !== null) throw new Error(`Mosquitto has ended:\n${this.#log}`);
  }

  /** The number of its process; undefined when there is none. */
  get pid(): number | undefined {
    return this.#process?.pid;
  }

  /** What it has logged: each packet that came and went. */
  get log(): string {
    return this.#log;
  }

  /** Ends the process; `run` starts it again. */
  async halt(): Promise<void> {
    const child = this.#process;
    this.#process = undefined;
    if (!child) return;
    const ended = once(child, 'exit');
    child.kill();
    await ended;
  }

  async stop(): Promise<void> {
    await this.halt();
    rmSync(this.#folder, { recursive: true });
  }
}

/** A port on which nothing listens. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
