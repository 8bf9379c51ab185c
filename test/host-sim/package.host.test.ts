/** What `npm pack` makes, in a project of somebody else's whose path has blanks. */

import { execFile, execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { promisify } from 'node:util';
import { startBroker } from '../../host-sim/broker/embedded-broker';
import { ROOT } from '../architecture/source';
import { deepEqual, equal, fail, ok } from '../kit/assert';

const run = promisify(execFile);
const README = 'README.md';
const CLIENT_PAGE = 'firmware/mqtt/README.md';

let folder: string;
let project: string;
/** Paths in the package. */
let files: readonly string[];

/** The package beside the modules of this clone: nothing is fetched. */
before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-package-'));
  project = join(folder, 'a project');
  const modules = join(project, 'node_modules');
  mkdirSync(join(modules, '.bin'), { recursive: true });
  const words = ['pack', '--silent', '--pack-destination', folder];
  const { stdout } = await run('npm', words, { cwd: ROOT });
  execFileSync('tar', ['-xzf', join(folder, stdout.trim().split('\n').at(-1)!), '-C', modules]);
  renameSync(join(modules, 'package'), join(modules, 'pubsub-xs'));
  for (const name of readdirSync(join(ROOT, 'node_modules'))) {
    if (name.startsWith('.')) continue;
    symlinkSync(join(ROOT, 'node_modules', name), join(modules, name));
  }
  linkBin(modules);
  files = readdirSync(join(modules, 'pubsub-xs'), { recursive: true, encoding: 'utf8' });
  writeFileSync(join(project, 'package.json'), '{ "type": "module", "private": true }');
});

after(() => {
  rmSync(folder, { recursive: true });
});

/** As npm does. */
function linkBin(modules: string): void {
  const text = readFileSync(join(modules, 'pubsub-xs/package.json'), 'utf8');
  const { bin } = JSON.parse(text) as { readonly bin: string };
  chmodSync(join(modules, 'pubsub-xs', bin), 0o755);
  symlinkSync(join('..', 'pubsub-xs', bin), join(modules, '.bin', 'pubsub-xs'));
}

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

const BIN = join('node_modules', '.bin', 'pubsub-xs');

async function inProject(program: string, ...words: readonly string[]): Promise<Ended> {
  try {
    const env = { ...process.env, INIT_CWD: ROOT };
    return { code: 0, ...(await run(program, words, { cwd: project, env })) };
  } catch (error) {
    return error as Ended;
  }
}

/** The block of code of a page that begins so. */
function block(page: string, begin: string): string {
  const text = readFileSync(join(ROOT, page), 'utf8');
  const at = text.indexOf(`\`\`\`ts\n${begin}`);
  if (at < 0) fail(`${page} has no program that begins with ${begin}`);
  return text.slice(at + 6, text.indexOf('```', at + 6));
}

test('the package has neither tests nor what is for the clone only', () => {
  const alien = files.filter((file) =>
    /^(test|\.ci|\.github|node_modules|eslint)|\.png$/.test(file),
  );
  deepEqual(alien, []);
  for (const file of [
    'LICENSE',
    README,
    CLIENT_PAGE,
    'manifest.json',
    'firmware/mqtt/manifest.json',
  ]) {
    ok(files.includes(file), file);
  }
});

test('npx pubsub-xs runs the simulator, and its files are those of the folder where it is called', async () => {
  writeFileSync(join(project, 'air.csv'), '0,21.5,40\n60,21.5,40\n');
  writeFileSync(
    join(project, 'tsconfig.json'),
    '{ "compilerOptions": { "target": "es5", "baseUrl": "nowhere" } }',
  );
  const { code, stdout, stderr } = await inProject(
    ...(['npx', 'pubsub-xs'] as const),
    ...['--engine', 'node', '--time', 'virtual', '--count', '2', '--climate', 'air.csv'],
  );
  equal(stderr, '');
  equal(code, 0);
  equal(stdout.match(/ reading .*"temperature":21\.5/g)?.length, 2);
});

test('npx pubsub-xs has the other commands too, and says what to type as it is typed there', async () => {
  const help = await inProject(BIN, 'scenario', '--help');
  ok(help.stdout.includes('npx pubsub-xs scenario [FILE…]'), help.stdout);
  const own = readFileSync(join(ROOT, 'package.json'), 'utf8');
  const { version } = JSON.parse(own) as { readonly version: string };
  const { stdout } = await inProject(BIN, '--help');
  ok(stdout.includes('Other commands, each with its own --help: boards, chaos,'), stdout);
  equal((await inProject(BIN, '--version')).stdout, `${version}\n`);
  const wrong = await inProject(BIN, 'scenaro');
  equal(wrong.code, 2);
  ok(wrong.stderr.startsWith('pubsub-xs: there is no command "scenaro"'), wrong.stderr);
  equal(wrong.stderr.trim().split('\n').length, 1);
});

test('the README’s program for Node compiles, with types, and runs; so do the modules by their paths', async () => {
  const broker = await startBroker(0);
  try {
    const greeting = block(README, "import { PubSubClient } from 'pubsub-xs/mqtt'");
    const place = await compiled(
      [greeting, MODULES].map((text) => text.replace('1883', String(broker.port))),
    );
    const [heard, sent] = await Promise.all([printedBy(place, 0), printedBy(place, 1)]);
    equal(heard, 'desk/greeting hello\n');
    equal(sent, 'acknowledged 4\n'); // aedes knows no MQTT 5
  } finally {
    await broker.close();
  }
});

const MODULES = `
import { PubSubClient } from 'pubsub-xs';
import { Session } from 'pubsub-xs/mqtt/session/session';
import { Mqtt5 } from 'pubsub-xs/mqtt/v5/mqtt5';
import type { MonotonicClock } from 'pubsub-xs/ports/clock';
import { Fernet } from 'pubsub-xs/security/fernet';
import { network } from 'pubsub-xs/node';

const client = new PubSubClient('127.0.0.1', 1883, network());
const clock: MonotonicClock = network().clock;
const session = new Session();
const mqtt5 = new Mqtt5();
client.use(mqtt5).use(session);
await client.connect({ id: 'modules', cleanSession: false });
const receipt = await session.deliver('t', 'grüezi', { qos: 1 }).settled;
console.log(receipt.state, mqtt5.version);
await client.disconnect();
// @ts-expect-error: types are there, and say what is wrong
const wrong = (): unknown => client.setKeepAlive('15');
// @ts-expect-error: also those from other files
const late: number = receipt.settled;
void [Fernet, clock, wrong, late];
`;

/** Compiles programs with the package's types, strictly and those of libraries too; the folder. */
async function compiled(programs: readonly string[]): Promise<string> {
  const place = mkdtempSync(join(project, 'programs-'));
  const names = programs.map((_, i) => `program-${i}.ts`);
  for (const [i, name] of names.entries()) writeFileSync(join(place, name), programs[i]!);
  const options = { target: 'es2022', module: 'nodenext', strict: true, types: ['node'] };
  const config = { compilerOptions: options, files: names };
  writeFileSync(join(place, 'tsconfig.json'), JSON.stringify(config));
  const tsc = join(ROOT, 'node_modules/typescript/bin/tsc');
  try {
    await run(process.execPath, [tsc, '-p', place]);
  } catch (error) {
    fail((error as { stdout: string }).stdout);
  }
  return place;
}

async function printedBy(place: string, index: number): Promise<string> {
  const words = [`program-${index}.js`];
  return (await run(process.execPath, words, { cwd: place, timeout: 60_000 })).stdout;
}

test('the program for Moddable on the client’s page is the one that check:chip runs', () => {
  const file = readFileSync(join(ROOT, 'test/chip/program/main.ts'), 'utf8');
  const program = block(CLIENT_PAGE, "import { network } from 'moddable/network'");
  equal(file.slice(file.indexOf('import')), program);
  const manifest = readFileSync(join(ROOT, 'test/chip/program/manifest.json'), 'utf8');
  const page = readFileSync(join(ROOT, CLIENT_PAGE), 'utf8');
  ok(page.includes(`\`\`\`json\n${manifest}\`\`\``));
});
