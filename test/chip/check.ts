/**
 * `npm run check:chip`: what can be checked of the chip's side without a chip, with
 * the Moddable SDK (MODDABLE) and ESP-IDF (IDF_PATH) on this machine.
 *
 *     npm run check:chip                      all of it
 *     npm run check:chip -- --board NAME      one board
 *     npm run check:chip -- --only image      or a part: c, contracts, station, secure, fragments, library, home-care
 */

import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { boardNames, readBoard } from '../../host-sim/chip/boards';
import { findToolChain, thisMachine } from '../../host-sim/chip/tool-chain';
import { ROOT } from '../architecture/source';
import { printTable } from '../bench/table';
import { noMosquitto } from '../kit/mosquitto';
import { cFiles, compileC, noCompiler } from './compile-c';
import { runContracts } from './lin-contracts';
import { runLibrary } from './lin-library';
import { runSecureStation } from './lin-secure-station';
import { runStation } from './lin-station';
import { ChipBuild, type Linked } from './link';
import {
  clientNames,
  copyProject,
  HOME_CARE,
  homeCareNames,
  includeFragments,
  moduleNames,
} from './project';

const EXIT_USAGE = 2;
/** The board that has the least memory. */
const LEAST_BOARD = 'esp32-c3-devkitm';
const PARTS = [
  ...(['image', 'c', 'contracts', 'station', 'secure'] as const),
  ...(['fragments', 'library', 'home-care'] as const),
];

function complain(...lines: readonly string[]): never {
  for (const line of lines) console.error(`check:chip: ${line}`);
  process.exit(EXIT_USAGE);
}

function options() {
  try {
    return parseArgs({ options: { board: { type: 'string' }, only: { type: 'string' } } }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    return complain(`${sentence}; there are --board NAME and --only ${PARTS.join(' or ')}`);
  }
}

const { board, only } = options();
if (only !== undefined && !PARTS.includes(only as 'c')) {
  complain(`--only ${only}: there are ${PARTS.join(' and ')}`);
}
const tools = findToolChain(thisMachine(process.env), join(ROOT, 'node_modules', '.bin'));
if (tools.problems.length > 0) complain(...tools.problems);
for (const warning of tools.warnings) console.error(`check:chip: ${warning}`);

let passed = 0;
let failed = 0;

function tell(what: string, problems: readonly string[]): void {
  if (problems.length === 0) passed++;
  else failed++;
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'}  ${what}`);
  for (const problem of problems) console.log(`        ${problem.split('\n').join('\n        ')}`);
}

function boards(): readonly string[] {
  try {
    return board === undefined ? boardNames() : [readBoard(board).name];
  } catch (error) {
    return complain((error as Error).message);
  }
}

/** What no image has by itself must be fit for one all the same. */
async function checkFragments(): Promise<void> {
  await inCopy((project) => {
    const names = includeFragments(project);
    const { problems } = new ChipBuild(project, tools).link(LEAST_BOARD, names);
    tell(`an image of ${LEAST_BOARD} with every optional module links`, problems);
    return Promise.resolve();
  });
}

async function checkHomeCare(): Promise<void> {
  await inCopy((project) => {
    const name = board ?? LEAST_BOARD;
    const { problems } = new ChipBuild(project, tools).link(name, homeCareNames(), HOME_CARE);
    tell(`the image of a home-care board, ${name}, links`, problems);
    return Promise.resolve();
  });
}

async function checkImages(): Promise<void> {
  await inCopy((project) => {
    const build = new ChipBuild(project, tools);
    const linked: (readonly [string, Linked])[] = [];
    for (const name of boards()) {
      const image = build.link(name, moduleNames());
      tell(
        `the image of ${name} links: all of ours preloaded, nothing in RAM, nothing unasked`,
        image.problems,
      );
      if (image.problems.length === 0) linked.push([name, image]);
    }
    printTable(
      'Images: byte code of our modules, slots made at build time (16 bytes each, with the SDK’s), and XS’s RAM',
      ['', 'modules', 'byte code', 'slots in flash', 'RAM for XS'],
      linked.map(([name, { modules, codeBytes, flashSlots, ramBytes }]) => [
        name,
        ...[modules, codeBytes, flashSlots, ramBytes].map(String),
      ]),
    );
    return Promise.resolve();
  });
}

function checkC(): void {
  const missing = noCompiler();
  if (missing !== undefined) {
    tell('the C compiles for RISC-V', [missing]);
    return;
  }
  const complaints = compileC(process.env['MODDABLE']!, process.env['IDF_PATH']!);
  tell(`${cFiles().length} C files compile for RISC-V against ESP-IDF’s headers`, complaints);
}

/** Runs `check` on a copy of the project. */
async function inCopy(check: (project: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-chip-'));
  try {
    // The folder's name is the image's.
    const project = join(folder, 'pubsub-xs');
    copyProject(project);
    await check(project);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function checkContracts(): Promise<void> {
  await inCopy(async (project) => {
    const { passed: kept, failed: broken, problem } = await runContracts(project, tools);
    const problems = [...broken, ...(problem === undefined ? [] : [problem])];
    tell(`${kept.length} contract tests of the ports pass in Moddable’s simulator`, problems);
    for (const line of kept)
      if (line.includes('TLS: a server that')) console.log(`        ${line}`);
  });
}

async function checkStation(): Promise<void> {
  await inCopy(async (project) => {
    const what =
      'the station in Moddable’s simulator publishes, answers, and survives a restart of Mosquitto';
    tell(what, noMosquitto === false ? await runStation(project, tools) : [noMosquitto]);
  });
}

async function checkSecureStation(): Promise<void> {
  await inCopy(async (project) => {
    const what =
      'the station in Moddable’s simulator publishes encrypted readings to Mosquitto by TLS, with a certificate of its own';
    tell(what, noMosquitto === false ? await runSecureStation(project, tools) : [noMosquitto]);
  });
}

async function checkLibrary(): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-chip-'));
  const what = 'the published client runs in a Moddable project of another’s';
  try {
    const project = join(folder, 'pubsub-xs');
    tell(what, noMosquitto === false ? await runLibrary(project, tools) : [noMosquitto]);
    cpSync(join(ROOT, 'boards'), join(project, 'boards'), { recursive: true });
    const names = { required: clientNames(), optional: [] };
    const { problems, codeBytes, modules } = new ChipBuild(project, tools).link(LEAST_BOARD, names);
    const size = `${modules} modules, ${codeBytes} bytes of byte code`;
    tell(`an image of ${LEAST_BOARD} of it links: ${size}`, problems);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const wanted = (part: (typeof PARTS)[number]): boolean => only === undefined || only === part;
if (wanted('c')) checkC();
if (wanted('contracts')) await checkContracts();
if (wanted('station')) await checkStation();
if (wanted('secure')) await checkSecureStation();
if (wanted('library')) await checkLibrary();
if (wanted('fragments')) await checkFragments();
if (wanted('home-care')) await checkHomeCare();
if (wanted('image')) await checkImages();
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
