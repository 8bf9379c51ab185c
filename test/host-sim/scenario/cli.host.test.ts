/** Scenarios from the command line: what is printed, and with which code it ends. */

import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { runCli } from '../../kit/cli';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
after(() => {
  rmSync(folder, { recursive: true });
});

function file(name: string, text: string | Uint8Array): string {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
}

interface Outcome {
  readonly code: number | null;
  readonly output: string;
  readonly errors: string;
}

/** `npm run scenario` as a process, from the folder of the files. */
function scenarios(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    const command = ['--import', 'tsx', 'host-sim/scenario/cli.ts', '--engine', 'node', ...args];
    const env = { ...process.env, INIT_CWD: folder };
    const child = execFile(process.execPath, command, { cwd: ROOT, env }, (_, output, errors) => {
      equal(/^\s+at /m.test(output + errors), false, output + errors);
      resolve({ code: child.exitCode, output, errors });
    });
  });
}

file('climate.csv', 'time,°C,%\n0,-5.5,60\n3600,-5.5,60\n');
file(
  'good.yaml',
  `title: A quiet hour
board: { every: 60s, id: quiet }
climate: climate.csv
lasts: 1h
timeline:
  - { at: 10s, expect: status online }
expect: { lost: 0, duplicates: 0, order: kept, dropped: 0, readings: 60 }
`,
);
file('sad.yaml', 'title: Too much\nlasts: 1m\nexpect: { readings: at least 100 }\n');
file(
  'wrong.yaml',
  'title: T\nlasts: 1h\ntimeline:\n  - at: 2h\n    expect: readin\n    within: 1s\nsed: 3\n',
);

test('all met: a line for each, exit 0', async () => {
  const { code, output, errors } = await scenarios('good.yaml', join(folder, 'good.yaml'));
  equal(errors, '');
  equal(code, 0);
  const lines = output.trimEnd().split('\n');
  equal(lines.length, 3);
  ok(/^scenario +simulated +took +accepted +arrived +lost +twice +dropped$/.test(lines[0]!));
  ok(/^good\.yaml +1h +[\d.]+m?s +60 +60 +0 +0 +0 +6 met$/.test(lines[1]!), lines[1]);
});

test('one not met: it is told with the command that repeats it, exit 1', async () => {
  const { code, output } = await scenarios('good.yaml', 'sad.yaml', '--seed', '9');
  equal(code, 1);
  includes(output, '1 NOT met');
  includes(output, '! NOT met  readings: at least 100; 6 arrived');
  includes(output, 'npm start -- --scenario sad.yaml --time virtual --engine node --seed 9');
});

test('a wrong file: every problem in a line, nothing is played, exit 2', async () => {
  const { code, output, errors } = await scenarios('good.yaml', 'wrong.yaml', 'missing.yaml');
  equal(code, 2);
  equal(output, '');
  deepEqual(errors.trimEnd().split('\n'), [
    'wrong.yaml:4:9: at 2h: that is behind the end (1h)',
    'wrong.yaml:5:13: expect "readin": did you mean reading?',
    'wrong.yaml:7:1: "sed": a scenario has no such key; did you mean seed?',
    'missing.yaml: there is no such file',
  ]);
});

test('what is no scenario is refused in a line each', async () => {
  mkdirSync(join(folder, 'folder.yaml'));
  file('empty.yaml', '');
  file('huge.yaml', `title: ${'x'.repeat(600_000)}`);
  file('binary.yaml', Uint8Array.of(0xff, 0xfe, 0, 0));
  file('deep.yaml', '['.repeat(90_000));
  file('bomb.yaml', 'title: &a [x]\nlasts: *a\n');
  const names = ['empty', 'huge', 'binary', 'deep', 'folder', 'bomb'].map((name) => `${name}.yaml`);
  const { code, errors } = await scenarios(...names);
  equal(code, 2);
  deepEqual(errors.trimEnd().split('\n'), [
    'empty.yaml:1:1: it is empty; begin with "title: " and a name',
    'huge.yaml: it has 600007 bytes; at most 500000 are read',
    'binary.yaml: it is no text in UTF-8',
    'deep.yaml: it is nested more than 12 levels deep',
    'folder.yaml: this is no file',
    'bomb.yaml:1:11: &a: names have no use here',
    'bomb.yaml:2:8: *a: write out what is meant',
  ]);
});

test('a wrong option: one line, exit 2; and help', async () => {
  const { code, errors } = await scenarios('--count', '3');
  equal(code, 2);
  equal(errors, 'pubsub-xs: --count is no option here; there are --engine, --seed, --help\n');
  const help = await scenarios('--help');
  equal(help.code, 0);
  includes(help.output, 'npm run scenario -- [FILE…]');
});

test('npm start plays one: the log as always, then what was expected', async () => {
  const good = join(folder, 'good.yaml');
  const options = ['--time', 'virtual', '--engine', 'node'];
  const { code, lines, errors } = await runCli('--scenario', good, ...options);
  equal(errors, '');
  equal(code, 0);
  equal(lines.filter((line) => line.includes('"temperature":-5.5')).length, 60);
  const [about, , counts, ...met] = lines.slice(-9);
  equal(about, 'scenario   A quiet hour');
  equal(counts, 'readings   60 accepted, 60 arrived, 0 lost, 0 duplicates, 0 dropped');
  deepEqual(met, [
    '  met      at 10s: status online (it was so already)',
    '  met      lost: 0',
    '  met      duplicates: 0',
    '  met      dropped: 0',
    '  met      readings: 60',
    '  met      order: kept',
  ]);
});

test('npm start --json: what was expected as objects, exit 1 when it did not come true', async () => {
  const sad = join(folder, 'sad.yaml');
  const options = ['--time', 'virtual', '--engine', 'node', '--json'];
  const { code, lines } = await runCli('--scenario', sad, ...options);
  equal(code, 1);
  const objects = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  deepEqual(objects.at(-2), {
    event: 'expectation',
    text: 'readings: at least 100',
    met: false,
    seen: '6 arrived',
  });
  const { event, accepted, arrived, lost, met } = objects.at(-1)!;
  deepEqual([event, accepted, arrived, lost, met], ['scenario', 6, 6, 0, false]);
});

test('npm start with a wrong scenario: every problem in a line, exit 2', async () => {
  const { code, lines, errors } = await runCli('--scenario', join(folder, 'wrong.yaml'));
  equal(code, 2);
  deepEqual(lines, []);
  equal(errors.trimEnd().split('\n').length, 3);
  includes(errors, 'wrong.yaml:5:13: expect "readin"');
});
