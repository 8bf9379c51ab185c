/**
 * `npm run flash -- --board NAME`: builds the firmware for a board and writes it,
 * with the SDK's mcconfig. Everything that can be checked is checked before.
 */

import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { nodeText } from '../engine/node-text';
import { commandFor, isInstalled } from '../invocation';
import { installText } from '../engine/realm/text';
import { boardSettings, SECRETS, unknownVariables, withFiles } from './board-settings';
import { boardNames, readBoard } from './boards';
import { buildFolder } from './build-folder';
import { isQuoted, parseEnvFile, type Variables } from './env-file';
import { mcconfigArguments, settingsProblems, shownCommand, transportOf } from './flash-plan';
import { choosePort, portProblem, serialPorts } from './serial-ports';
import { findToolChain, thisMachine } from './tool-chain';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** Where the board's settings are, and programs like TypeScript's. */
const FOLDER = isInstalled() ? process.cwd() : ROOT;
const BIN = isInstalled() ? join(ROOT, '..', '.bin') : join(ROOT, 'node_modules', '.bin');
const EXIT_FAILED = 1;
const EXIT_USAGE = 2;

const HELP = `${commandFor('flash')} --board NAME [--port PORT] [--debug] [--dry-run]

  --board NAME   ${boardNames().join(', ')}
  --port PORT    serial port of the board; found by itself when there is only one
  --debug        a build for xsbug, with breakpoints in TypeScript
  --dry-run      checks everything and shows the command, but runs nothing

Wi-Fi, broker and sensor are read from .env.local (see .env.defaults) or the environment.`;

function complain(code: number, ...lines: readonly string[]): never {
  for (const line of lines) console.error(`flash: ${line}`);
  process.exit(code);
}

function options() {
  try {
    return parseArgs({
      options: {
        board: { type: 'string' },
        port: { type: 'string' },
        debug: { type: 'boolean' },
        'dry-run': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    return complain(EXIT_USAGE, `${sentence}; --help shows what there is`);
  }
}

/** Runs `action`, and ends with its message when that throws. */
function orComplain<T>(code: number, action: () => T): T {
  try {
    return action();
  } catch (error) {
    return complain(code, (error as Error).message);
  }
}

function variablesOf(folder: string, name: string): Variables {
  const path = join(folder, name);
  if (!existsSync(path)) return {};
  const variables = orComplain(EXIT_USAGE, () => parseEnvFile(readFileSync(path, 'utf8'), name));
  const unknown = unknownVariables(variables);
  if (unknown.length > 0) complain(EXIT_USAGE, ...unknown.map((what) => `${name}: ${what}`));
  for (const [variable, value] of Object.entries(variables)) {
    const shown = SECRETS.includes(variable) ? 'the value' : value;
    if (isQuoted(value)) {
      console.error(`flash: ${name}: ${variable}: the quotation marks are part of ${shown}`);
    }
  }
  return variables;
}

// The firmware's own checks use the chip's conversions of text.
installText(nodeText);

const wanted = options();
if (wanted.help) {
  console.log(HELP);
  process.exit(0);
}
if (wanted.board === undefined) {
  complain(EXIT_USAGE, `which board? --board ${boardNames().join(' or --board ')}`);
}
const board = orComplain(EXIT_USAGE, () => readBoard(wanted.board!));
const environment = Object.fromEntries(
  Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined),
);
const read = (path: string): string => readFileSync(resolve(FOLDER, path), 'utf8');
const settings = orComplain(EXIT_USAGE, () =>
  boardSettings(
    variablesOf(ROOT, '.env.defaults'),
    withFiles(variablesOf(FOLDER, '.env.local'), read),
    withFiles(environment, read),
  ),
);
const plan = { board, settings, debug: wanted.debug ?? false };
const wrong = settingsProblems(plan);
if (wrong.length > 0) complain(EXIT_USAGE, ...wrong);

console.error(`flash: ${transportOf(plan)}`);
const toolChain = findToolChain(thisMachine(process.env), BIN);
for (const warning of toolChain.warnings) console.error(`flash: ${warning}`);
if (wanted['dry-run']) {
  for (const problem of toolChain.problems) console.error(`flash: ${problem}`);
  console.log(shownCommand(plan, wanted.port ?? serialPorts()[0]));
  process.exit(toolChain.problems.length > 0 ? EXIT_FAILED : 0);
}
if (toolChain.problems.length > 0) complain(EXIT_FAILED, ...toolChain.problems);
const port = orComplain(EXIT_FAILED, () => choosePort(wanted.port, serialPorts()));
const unusable = portProblem(port);
if (unusable !== undefined) complain(EXIT_FAILED, unusable);

const folder = buildFolder(ROOT);
if (folder.isCopy) {
  console.log(`built in a copy, ${folder.path}: make cannot work in ${ROOT}`);
}
console.log(`${board.title} on ${port}: ${shownCommand(plan, port)}`);
const build = spawn(toolChain.mcconfig, mcconfigArguments(plan), {
  cwd: folder.path,
  stdio: 'inherit',
  env: { ...process.env, PATH: toolChain.path, UPLOAD_PORT: port },
});
build.on('error', (error) => complain(EXIT_FAILED, `mcconfig does not start: ${error.message}`));
build.on('exit', (code) => {
  if (code !== 0) {
    complain(
      EXIT_FAILED,
      'mcconfig has failed: its own words are above',
      `when it could not connect: hold the button on GPIO ${board.pins.boot}, press reset, and try again`,
    );
  }
  console.log(`done. See it run: ${commandFor('monitor')} --port ${port}`);
});
