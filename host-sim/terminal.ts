/** What the commands of the simulator have in common: their output, their end, and Ctrl-C. */

import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { readBoard, sensorPins } from './chip/boards';
import type { Secrets } from './desk';
import { nodeText } from './engine/node-text';
import { installText } from './engine/realm/text';
import { isInstalled } from './invocation';
import type { BoardData } from './board-settings';
import { UsageError } from './usage-error';

/** Not all has gone as it should. */
export const EXIT_FAILED = 1;
/** The command line, or a file that it names, is wrong. */
export const EXIT_USAGE = 2;

/** npm passes on a Ctrl-C that the terminal has sent to everybody: one key, two signals. */
const SAME_KEY_MS = 500;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

export function printError(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** Writes to standard error as it is, where that is a terminal. */
export function printProgress(text: string): void {
  if (process.stderr.isTTY) process.stderr.write(text);
}

/** Characters in a line of standard error; undefined where that is no terminal. */
export function terminalColumns(): number | undefined {
  return process.stderr.isTTY ? process.stderr.columns : undefined;
}

/** Who reads only the beginning of what is printed has seen enough; what cannot be written is a failure. */
export function endWithTheReader(leave: () => void = () => process.exit(0)): void {
  process.stdout.on('error', ({ code, message }: NodeJS.ErrnoException) => {
    if (code === 'EPIPE') leave();
    else process.exit(complain(new Error(`standard output cannot be written: ${message}`)));
  });
}

/** The folder in which the user is: npm runs a clone's scripts in the clone's folder. */
export function userFolder(): string {
  if (isInstalled()) return process.cwd();
  return process.env['INIT_CWD'] ?? process.cwd();
}

/** What a person has put into the environment rather than on a command line, which others can see. */
export function secrets(): Secrets {
  const { PAYLOAD_KEY, MQTT_PASSWORD } = process.env;
  return { PAYLOAD_KEY, MQTT_PASSWORD };
}

/** Where secrets lie that are worth nothing elsewhere, and what that is called from the user's folder. */
export function secretsFolder(): [path: string, shown: string] {
  // An installed package is replaced with the next one, and may not be written to.
  const own = isInstalled()
    ? join(userFolder(), '.pubsub-xs')
    : fileURLToPath(new URL('../.pubsub-xs', import.meta.url));
  const path = process.env['PUBSUB_XS_FOLDER'] ?? own;
  return [path, relative(userFolder(), path)];
}

/** What is simulated. */
export function product(): { readonly version: string; readonly board: BoardData } {
  const { version } = readJson('../package.json') as { version: string };
  const board = readBoard('esp32-devkitc');
  return { version, board: { ...board, sensorPins: sensorPins(board) } };
}

/** Ctrl-C stops in order, and a second one at once; a closed pipe stops too. */
export function onInterrupt(leave: () => void): void {
  let firstMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstMs === undefined) {
        firstMs = performance.now();
        if (process.stdout.isTTY) process.stdout.write('\n'); // behind the terminal's own ^C
        leave();
      } else if (performance.now() - firstMs > SAME_KEY_MS) process.exit(130);
    });
  }
  endWithTheReader(leave);
}

/** Runs a command to its exit code; whatever goes wrong is one line. */
export async function runCommand(main: () => Promise<number>): Promise<void> {
  installText(nodeText); // the firmware's own checks use the chip's conversions of text
  process.on('uncaughtException', (error) => {
    process.exit(complain(error));
  });
  // What was begun before it went wrong must not keep the process.
  process.exitCode = await main().catch((error: unknown) => process.exit(complain(error)));
}

function complain(error: unknown): number {
  printError(`pubsub-xs: ${error instanceof Error ? error.message : String(error)}`);
  return error instanceof UsageError ? EXIT_USAGE : EXIT_FAILED;
}
