/** `npm start` on its engines: which one runs, and what is said when it cannot. */

import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { chooseEngine } from '../../host-sim/engine/choose-engine';
import { locateWorker, versionOf } from '../../host-sim/engine/xs/locate';
import { RealTurns } from '../../host-sim/world/turns';
import { deepEqual, equal, includes, ok } from '../kit/assert';
import { Cli, runCli } from '../kit/cli';
import { noXs } from '../kit/xs/program';

test('XS runs the firmware where it is there', { skip: noXs }, async () => {
  const { code, lines } = await runCli('--count', '1', '--every', '2s');
  equal(code, 0);
  ok(
    lines.some((line) => line.endsWith('engine   XS 13.3.0')),
    lines.join('\n'),
  );
});

test('Node runs it where it is asked to', async () => {
  const { code, lines } = await runCli('--count', '1', '--every', '2s', '--engine', 'node');
  equal(code, 0);
  const { node } = process.versions;
  ok(
    lines.some((line) => line.endsWith(`engine   Node ${node}`)),
    lines.join('\n'),
  );
});

test('without XS, Node steps in and says why', async () => {
  const missing = 'it is not compiled';
  const chosen = await chooseEngine(undefined, new RealTurns(), { missing });
  ok('engine' in chosen);
  equal(chosen.engine.name, `Node ${process.versions.node}`);
  equal(chosen.note, missing);
  deepEqual(await chooseEngine('xs', new RealTurns(), { missing }), { missing });
});

test('where XS cannot be had, that is said', () => {
  const place = locateWorker('win32');
  ok('missing' in place);
  includes(place.missing, 'Linux and macOS');
});

test('a simulated hour takes moments', { skip: noXs }, async () => {
  const { code, lines } = await runCli('--time', 'virtual', '--count', '360', '--json');
  equal(code, 0);
  const readings = lines
    .map((line) => JSON.parse(line) as { event: string; time: string })
    .filter(({ event }) => event === 'reading');
  equal(readings.length, 360);
  const [first, last] = [readings[0]!, readings.at(-1)!];
  equal(Math.round((Date.parse(last.time) - Date.parse(first.time)) / 1000), 3590);
});

/** The worker's process, a child of the simulator's, as Linux lists it. */
function workerOf(cli: Cli): number | undefined {
  const children = readFileSync(`/proc/${cli.child.pid}/task/${cli.child.pid}/children`, 'utf8');
  return children
    .split(' ')
    .map(Number)
    .find((pid) => pid > 0 && readFileSync(`/proc/${pid}/comm`, 'utf8').startsWith('xsnap'));
}

for (const engine of ['xs', 'node']) {
  test(
    `${engine}: Ctrl-C in a terminal, which goes to all processes, disconnects and exits 0`,
    {
      skip: (engine === 'xs' && noXs) || (process.platform === 'win32' && 'Windows has no groups'),
    },
    async () => {
      const cli = new Cli('--engine', engine);
      await cli.shows('connected to');
      cli.signalGroup('SIGINT');
      const { code, lines, errors } = await cli.ends();
      equal(errors, '');
      equal(code, 0);
      includes(lines.at(-1)!, 'disconnected');
    },
  );
}

test('an XS that does not run is as good as none', () => {
  equal(versionOf('/bin/false'), undefined);
  equal(versionOf('/nowhere'), undefined);
});

const NO_PROC = process.platform !== 'linux' && 'only Linux lists children in /proc';

for (const time of ['real', 'virtual']) {
  const args = ['--time', time, '--every', '24h', ...(time === 'real' ? [] : ['--count', '1000'])];

  test(
    `${time} time: a worker that dies is told in one line, and the exit code is 1`,
    {
      skip: noXs || NO_PROC,
    },
    async () => {
      const cli = new Cli(...args);
      await cli.shows('connected to');
      process.kill(workerOf(cli)!, 'SIGKILL');
      const { code, errors } = await cli.ends();
      equal(code, 1);
      equal(errors, 'pubsub-xs: XS stopped: its process ended with SIGKILL\n');
    },
  );

  test(
    `${time} time: a worker that dies while the station says goodbye does not keep it`,
    {
      skip: noXs || NO_PROC,
    },
    async () => {
      const cli = new Cli(...args);
      await cli.shows('connected to');
      const worker = workerOf(cli)!;
      process.kill(worker, 'SIGSTOP');
      cli.child.kill('SIGINT');
      process.kill(worker, 'SIGKILL');
      const { code } = await cli.ends();
      equal(code, 1);
    },
  );
}
