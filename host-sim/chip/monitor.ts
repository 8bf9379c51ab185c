/** `npm run monitor -- --port PORT`: shows what a board says, also after it was plugged out and in again. */

import { spawnSync } from 'node:child_process';
import { constants, openSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import { parseArgs } from 'node:util';
import { choosePort, portProblem, serialPorts } from './serial-ports';

const BAUD = '115200';
/** Between two looks for a board that is not there. */
const LOOK_MS = 500;
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

function complain(code: number, line: string): never {
  console.error(`monitor: ${line}`);
  process.exit(code);
}

function options() {
  try {
    return parseArgs({ options: { port: { type: 'string' }, baud: { type: 'string' } } }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    return complain(EXIT_USAGE, `${sentence}; there are --port PORT and --baud N`);
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
function prepare(port: string, baud: string): void {
  const flag = process.platform === 'darwin' ? '-f' : '-F';
  const words = [flag, port, baud, 'raw', '-echo', '-echoe', '-echok'];
  const { error, status, stderr } = spawnSync('stty', words, { encoding: 'utf8' });
  if (error) complain(EXIT_FAILED, 'stty is missing, which sets the speed of the port');
  if (status !== 0) console.error(`monitor: ${stderr.trim()}`);
}

if (process.platform === 'win32') {
  complain(EXIT_FAILED, 'not on Windows: take PuTTY, or the monitor of ESP-IDF (idf.py monitor)');
}
const { port: wanted, baud = BAUD } = options();
if (!/^\d{3,7}$/.test(baud)) complain(EXIT_USAGE, `--baud ${baud}: a number like 115200`);
const port = portOf(wanted);
const unusable = portProblem(port);
if (unusable !== undefined) complain(EXIT_FAILED, unusable);

let lost = false;

function open(): void {
  if (portProblem(port) !== undefined) {
    if (!lost) console.error(`monitor: ${port} is gone; waiting for it`);
    lost = true;
    setTimeout(open, LOOK_MS);
    return;
  }
  if (lost) console.error(`monitor: ${port} is back`);
  lost = false;
  prepare(port, baud);
  // A terminal rather than a file: reading a file that says nothing would keep Node from ending.
  const { O_RDONLY, O_NOCTTY, O_NONBLOCK } = constants;
  const stream = new ReadStream(openSync(port, O_RDONLY | O_NOCTTY | O_NONBLOCK));
  stream.on('data', (chunk) => process.stdout.write(chunk));
  stream.on('error', () => {}); // 'close' follows
  stream.on('close', () => setTimeout(open, LOOK_MS));
}

process.on('SIGINT', () => process.exit(0));
console.error(`monitor: ${port} at ${baud} baud; Ctrl-C ends`);
open();
