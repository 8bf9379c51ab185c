/** The monitor before a pseudo terminal, which is to it what a board's serial port is. */

import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { ROOT } from '../../architecture/source';
import { equal, includes } from '../../kit/assert';
import { until } from '../../kit/until';

/** Opens a terminal, tells its name, and then says what comes on its own input. */
const BOARD = `
import os, sys
master, slave = os.openpty()
print(os.ttyname(slave), flush=True)
for line in sys.stdin:
    os.write(master, line.encode())
`;

const noPython = ((): string | false => {
  if (!spawnSync('python3', ['-c', 'import pty']).error) return false;
  if (process.env['CI']) throw new Error('python3 is not installed, and CI needs it');
  return 'python3 is not installed';
})();

function output(child: ChildProcess): { text: string } {
  const seen = { text: '' };
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => (seen.text += chunk.toString()));
  }
  return seen;
}

test(
  'the monitor shows what a board says until it is interrupted',
  { skip: noPython },
  async () => {
    const board = spawn('python3', ['-c', BOARD]);
    const name = output(board);
    await until('the terminal has a name', () => name.text.includes('\n'));
    const words = ['--import', 'tsx', 'host-sim/chip/monitor.ts', '--port', name.text.trim()];
    const monitor = spawn(process.execPath, words, { cwd: ROOT });
    const shown = output(monitor);
    try {
      await until('it listens', () => shown.text.includes('at 115200 baud'));
      board.stdin.write('  station  esp32-0aff12 starts (power on)\n');
      await until('the line is shown', () => shown.text.includes('esp32-0aff12 starts (power on)'));
      const ended = once(monitor, 'exit');
      monitor.kill('SIGINT');
      equal((await ended)[0], 0);
    } finally {
      monitor.kill();
      board.kill();
    }
  },
);

test('a port that is not there is told in one line, with exit code 1', () => {
  const words = ['--import', 'tsx', 'host-sim/chip/monitor.ts', '--port', '/dev/ttyNONE9'];
  const { status, stderr } = spawnSync(process.execPath, words, { cwd: ROOT, encoding: 'utf8' });
  equal(status, 1);
  equal(stderr.trim().split('\n').length, 1);
  includes(stderr, 'is the board plugged in?');
});
