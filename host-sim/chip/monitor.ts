/**
 * `npm run monitor -- --port PORT`: shows what a board says, also after it was plugged
 * out and in again, or was reset: where the USB port is the chip's own, it goes then.
 */

import { spawnSync } from 'node:child_process';
import { closeSync, constants, openSync } from 'node:fs';
import { isatty, ReadStream } from 'node:tty';
import { parseArgs } from 'node:util';
import { commandFor } from '../invocation';
import { endWithTheReader } from '../terminal';
import { choosePort, openProblem, portProblem, serialPorts } from './serial-ports';

const BAUD = '115200';
/** How long a board may be gone, in seconds: long enough to plug it in elsewhere. */
const WAIT = '60';
/** Between two looks for a board that is not there. */
const LOOK_MS = 500;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const HELP = `Shows what a board says on its serial port, also after it was plugged out and in again.

${commandFor('monitor')} [--port PORT] [--baud N] [--wait SECONDS]

PORT is found when there is only one; N is ${BAUD} and SECONDS ${WAIT} when they are not given.
Ctrl-C ends.`;

function complain(code: number, line: string): never {
  console.error(`monitor: ${line}`);
  process.exit(code);
}

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        baud: { type: 'string', default: BAUD },
        wait: { type: 'string', default: WAIT },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    return complain(EXIT_USAGE, `${sentence}; there are --port PORT, --baud N and --wait SECONDS`);
  }
}

function portOf(wanted: string | undefined): string {
  try {
    return choosePort(wanted, serialPorts());
  } catch (error) {
    return complain(EXIT_FAILED, (error as Error).message);
  }
}

/** Raw bytes at that speed; what stty cannot do is told, and the rest still works. */
function prepare(): void {
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const words = [flag, port, baud, 'raw', '-echo', '-echoe', '-echok'];
  const { error, status, stderr } = spawnSync('stty', words, { encoding: 'utf8' });
  if (error) complain(EXIT_FAILED, 'stty is missing, which sets the speed of the port');
  const isThere = portProblem(port) === undefined;
  if (status !== 0 && isThere) console.error(`monitor: ${stderr.trim()}`);
}

const { port: wanted, baud, wait, help } = options();
if (help) {
  console.log(HELP);
  process.exit(0);
}
if (process.platform === 'win32') {
  complain(EXIT_FAILED, 'not on Windows: take PuTTY, or the monitor of ESP-IDF (idf.py monitor)');
}
if (!/^\d{3,7}$/.test(baud)) complain(EXIT_USAGE, `--baud ${baud}: a number like 115200`);
if (!/^\d{1,6}$/.test(wait)) complain(EXIT_USAGE, `--wait ${wait}: a number of seconds`);
const port = portOf(wanted);
const waitMs = Number(wait) * 1000;

/** Shows what the port says, until it closes; why it cannot be opened, or undefined. */
function open(): string | undefined {
  const problem = portProblem(port);
  if (problem !== undefined) return problem;
  const { O_RDONLY, O_NOCTTY, O_NONBLOCK } = constants;
  try {
    const file = openSync(port, O_RDONLY | O_NOCTTY | O_NONBLOCK);
    if (isatty(file)) show(file);
    else {
      closeSync(file);
      return `${port} is no serial port`;
    }
  } catch (error) {
    return openProblem(port, error); // it went, or was taken, since it was looked at
  }
  return undefined;
}

function show(file: number): void {
  prepare();
  // A terminal rather than a file: reading a file that says nothing would keep Node from ending.
  const stream = new ReadStream(file);
  stream.on('data', (chunk) => process.stdout.write(chunk));
  stream.on('error', () => {}); // 'close' follows
  stream.on('close', () => {
    const goneAt = performance.now();
    setTimeout(() => openAgain(goneAt), LOOK_MS);
  });
}

/** Seeks a port that has closed; `told` is whether that was said. */
function openAgain(goneAt: number, told = false): void {
  const problem = open();
  if (problem === undefined) {
    if (told) console.error(`monitor: ${port} is back`);
    return;
  }
  if (waitMs === 0) complain(EXIT_FAILED, `${port} is gone: was the board unplugged?`);
  if (performance.now() - goneAt > waitMs)
    complain(EXIT_FAILED, `not back after ${wait} s: ${problem}`);
  if (!told) console.error(`monitor: ${port} is gone; waiting ${wait} s for it`);
  setTimeout(() => openAgain(goneAt, true), LOOK_MS);
}

process.on('SIGINT', () => {
  // Behind the ^C that a terminal shows, and whatever the board had begun to say.
  const newLine = process.stderr.isTTY ? '\n' : '';
  console.error(`${newLine}monitor: ended`);
  process.exit(0);
});
endWithTheReader();

const unusable = open();
if (unusable !== undefined) complain(EXIT_FAILED, unusable);
console.error(`monitor: ${port} at ${baud} baud; Ctrl-C ends`);
