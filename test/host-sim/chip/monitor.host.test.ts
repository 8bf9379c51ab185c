/** The monitor before a pseudo terminal, which is to it what a board's serial port is. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, unlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openProblem } from '../../../host-sim/chip/serial-ports';
import { ROOT } from '../../architecture/source';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { until } from '../../kit/until';

/** Opens a terminal, tells its name, and then says what comes on its own input. */
const BOARD = `
import os, sys
master, slave = os.openpty()
print(os.ttyname(slave), flush=True)
os.close(slave)
for line in sys.stdin:
    os.write(master, line.encode())
`;
const MONITOR = ['--import', 'tsx', 'host-sim/chip/monitor.ts'];
/** Nobody's user and group, for tests that root runs: it may open anything. */
const NOBODY = 65_534;

const noPython = ((): string | false => {
  if (!spawnSync('python3', ['-c', 'import pty']).error) return false;
  if (process.env['CI']) throw new Error('python3 is not installed, and CI needs it');
  return 'python3 is not installed';
})();

const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-monitor-'));
chmodSync(folder, 0o755);
after(() => {
  rmSync(folder, { recursive: true });
});

interface Output {
  out: string;
  err: string;
}

function output(child: ChildProcess): Output {
  const seen = { out: '', err: '' };
  child.stdout?.on('data', (chunk: Buffer) => (seen.out += chunk.toString()));
  child.stderr?.on('data', (chunk: Buffer) => (seen.err += chunk.toString()));
  return seen;
}

/** A board that is plugged in, as a port of that name. */
async function plugIn(port: string): Promise<ChildProcess> {
  const board = spawn('python3', ['-c', BOARD]);
  const name = output(board);
  await until('the terminal has a name', () => name.out.includes('\n'));
  rmSync(port, { force: true });
  symlinkSync(name.out.trim(), port);
  return board;
}

function unplug(board: ChildProcess, port: string): void {
  board.kill();
  unlinkSync(port);
}

interface Monitor {
  readonly child: ChildProcess;
  readonly seen: Output;
  /** The exit code, once it has ended, and what it has said on standard error beside its first line. */
  readonly end: () => Promise<{ readonly code: number; readonly lines: readonly string[] }>;
}

/** Runs `body` with a monitor of a board's port. */
async function monitored(
  name: string,
  words: readonly string[],
  body: (monitor: Monitor, board: ChildProcess, port: string) => Promise<void>,
): Promise<void> {
  const port = join(folder, name);
  const board = await plugIn(port);
  const child = spawn(process.execPath, [...MONITOR, '--port', port, ...words], { cwd: ROOT });
  const seen = output(child);
  const ended = once(child, 'close') as Promise<[number]>;
  try {
    await until('it listens', () => seen.err.includes('at 115200 baud'));
    const end = async () => {
      const [code] = await ended;
      return { code, lines: seen.err.trim().split('\n').slice(1) };
    };
    await body({ child, seen, end }, board, port);
  } finally {
    child.kill();
    board.kill();
  }
}

function say(board: ChildProcess, line: string): void {
  board.stdin?.write(`${line}\n`);
}

/** What it says of a port that it cannot use, and its exit code. */
function refused(port: string, user: object = {}): readonly [number | null, string] {
  const words = [...MONITOR, '--port', port];
  const options = { cwd: ROOT, encoding: 'utf8', ...user } as const;
  const { status, stderr } = spawnSync(process.execPath, words, options);
  return [status, stderr.trim()];
}

const skip = { skip: noPython };

test('the monitor shows what a board says until it is interrupted', skip, async () => {
  await monitored('shows', [], async ({ child, seen, end }, board) => {
    say(board, '  station  esp32-0aff12 starts (power on)');
    await until('the line is shown', () => seen.out.includes('esp32-0aff12 starts (power on)'));
    child.kill('SIGINT');
    deepEqual(await end(), { code: 0, lines: ['monitor: ended'] });
  });
});

test('a board that is unplugged is waited for, and goes on when it is back', skip, async () => {
  await monitored('again', [], async ({ child, seen, end }, board, port) => {
    unplug(board, port);
    await until('that is told', () => seen.err.includes('is gone; waiting 60 s for it'));
    const second = await plugIn(port);
    try {
      await until('that is told too', () => seen.err.includes('is back'));
      say(second, 'after the reset');
      await until('its words are shown', () => seen.out.includes('after the reset'));
      child.kill('SIGINT');
      equal((await end()).code, 0);
    } finally {
      second.kill();
    }
  });
});

test('a board that does not come back ends it with exit code 1', skip, async () => {
  await monitored('away', ['--wait', '1'], async ({ end }, board, port) => {
    unplug(board, port);
    const { code, lines } = await end();
    equal(code, 1);
    equal(lines.length, 2);
    includes(lines[1]!, `not back after 1 s: there is no ${port}: is the board plugged in?`);
  });
});

test('with --wait 0 it ends in one line as soon as the board is gone', skip, async () => {
  await monitored('gone', ['--wait', '0'], async ({ end }, board, port) => {
    unplug(board, port);
    deepEqual(await end(), {
      code: 1,
      lines: [`monitor: ${port} is gone: was the board unplugged?`],
    });
  });
});

test('Ctrl-C ends it while it waits, too', skip, async () => {
  await monitored('waits', [], async ({ child, seen, end }, board, port) => {
    unplug(board, port);
    await until('it waits', () => seen.err.includes('is gone'));
    child.kill('SIGINT');
    equal((await end()).code, 0);
  });
});

test('a reader that has seen enough ends it without a word', skip, async () => {
  await monitored('reader', [], async ({ child, end }, board) => {
    child.stdout?.destroy();
    await until('it has noticed', () => {
      say(board, 'one more');
      return child.exitCode !== null;
    });
    deepEqual(await end(), { code: 0, lines: [] });
  });
});

test('a port that is not there is told in one line, with exit code 1', () => {
  const expected = 'monitor: there is no /dev/ttyNONE9: is the board plugged in?';
  deepEqual(refused('/dev/ttyNONE9'), [1, expected]);
});

test('what is no serial port is told in one line, with exit code 1', () => {
  const file = join(folder, 'file');
  writeFileSync(file, '');
  for (const port of [file, folder, '/dev/null']) {
    deepEqual(refused(port), [1, `monitor: ${port} is no serial port`]);
  }
});

const asNobody = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
/** Whether such a user can run the monitor at all; where not, Node's own words are many lines. */
const canRun = (): boolean => refused('/dev/ttyNONE9', asNobody)[1].split('\n').length === 1;

test(
  'a port without permission is told in one line, with exit code 1',
  { skip: canRun() ? false : 'another user may not read this folder' },
  () => {
    const port = join(folder, 'forbidden');
    writeFileSync(port, '', { mode: 0 });
    const [status, said] = refused(port, asNobody);
    equal(status, 1);
    equal(said.split('\n').length, 1);
    includes(said, `${port} may not be opened: on Linux add yourself to its group`);
  },
);

for (const [code, words] of [
  ['EBUSY', 'is in use'],
  ['EIO', 'is the board plugged in?'],
  ['ENXIO', 'is the board plugged in?'],
  ['EPERM', 'may not be opened'],
  ['EMFILE', 'cannot be opened (EMFILE)'],
] as const) {
  test(`${code} at opening a port is told in words`, () => {
    const said = openProblem('/dev/ttyUSB0', Object.assign(new Error(code), { code }));
    ok(said.includes('/dev/ttyUSB0') && said.includes(words), said);
  });
}
