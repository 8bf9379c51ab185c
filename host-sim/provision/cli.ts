/** `npm run provision`: the settings of a board, over its console. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import {
  boardSettings,
  unknownVariables,
  VARIABLE_OF,
  VARIABLES,
  withFiles,
} from '../chip/board-settings';
import { parseEnvFile } from '../chip/env-file';
import { choosePort, serialPorts } from '../chip/serial-ports';
import { commandFor } from '../invocation';
import { print, runCommand, userFolder } from '../terminal';
import { UsageError } from '../usage-error';
import { BoardConsole, BoardRefusal } from './board-console';
import { Prompt } from './prompt';
import { ASKED, Questions } from './questions';
import { openWire } from './wire';
import { refusalText } from './words';

const PROVISION = commandFor('provision');

const HELP = `Sets what a board keeps: its Wi-Fi, its broker, its passwords.

${PROVISION} [--port PORT]                 asks for those below; Enter leaves one as it is
${PROVISION} [--port PORT] --env FILE      takes any settings from a file like .env.local
${PROVISION} [--port PORT] --show          what is set; secrets are not shown
${PROVISION} [--port PORT] --unset NAME    back to what the board was flashed with
${PROVISION} [--port PORT] --factory-reset forgets all that was set

PORT is a serial port, which is found when there is only one, or 127.0.0.1:N for a simulated
board (${commandFor('start')} --console N). Names are those of .env.defaults.
Asked for are ${ASKED.slice(0, 4).join(', ')},
${ASKED.slice(4).join(', ')}; Ctrl-D ends it, and nothing is changed.`;

function options() {
  try {
    return parseArgs({
      options: {
        port: { type: 'string' },
        env: { type: 'string' },
        show: { type: 'boolean' },
        unset: { type: 'string' },
        'factory-reset': { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
      },
    }).values;
  } catch (error) {
    const [sentence] = (error as Error).message.split('. ');
    throw new UsageError(`${sentence}; see --help`);
  }
}

function fileText(path: string): string {
  return readFileSync(resolve(userFolder(), path), 'utf8');
}

function fromFile(path: string): Readonly<Record<string, string>> {
  let text: string;
  try {
    text = fileText(path);
  } catch {
    throw new UsageError(`--env ${path}: there is no such file, or it cannot be read`);
  }
  try {
    const variables = parseEnvFile(text, path);
    const [unknown] = unknownVariables(variables);
    if (unknown !== undefined) throw new Error(`${path}: ${unknown}`);
    return boardSettings(withFiles(variables, fileText));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** What a person answers, set and not saved; how many settings. */
async function asked(board: BoardConsole): Promise<number> {
  const prompt = new Prompt({ input: process.stdin, output: process.stderr });
  try {
    return await new Questions(board, prompt, fileText).ask();
  } finally {
    prompt.close();
  }
}

async function set(
  board: BoardConsole,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  for (const [name, text] of Object.entries(settings)) await board.set(name, text);
  return Object.keys(settings).length;
}

/** Restarts it, and waits until it answers again. */
async function restarted(board: BoardConsole): Promise<void> {
  await board.ask('restart');
  await board.ask('settings');
}

/** Saves what `change` has set, or leaves nothing of it behind; returns how much that was. */
async function saved(board: BoardConsole, change: () => Promise<number>): Promise<number> {
  try {
    const count = await change();
    if (count > 0) await board.ask('save');
    return count;
  } catch (error) {
    // Where the board is gone, the next one to come begins with it.
    await board.ask('discard').catch(() => undefined);
    if (!(error instanceof BoardRefusal)) throw error;
    throw new UsageError(`${refusalText(error)}; nothing is changed`);
  }
}

async function give(board: BoardConsole, change: () => Promise<number>): Promise<number> {
  const count = await saved(board, change);
  if (count === 0) {
    print('nothing was given, and nothing is changed');
    return 0;
  }
  await restarted(board);
  const what = count === 1 ? '1 setting' : `${count} settings`;
  print(`${what} given; the board restarts with ${count === 1 ? 'it' : 'them'}`);
  return 0;
}

async function show(board: BoardConsole): Promise<number> {
  const lines = await board.ask('settings');
  for (const line of lines) {
    const [name = '', ...rest] = line.split(' ');
    print([VARIABLE_OF[name] ?? name, ...rest].join(' '));
  }
  if (lines.length === 0) print('nothing is set here; what it was flashed with holds');
  return 0;
}

/** Each of these is all that is done. */
const ALONE = ['env', 'show', 'unset', 'factory-reset'] as const;

function refuseTwo(wanted: ReturnType<typeof options>): void {
  const given = ALONE.filter((name) => wanted[name] !== undefined);
  if (given.length < 2) return;
  throw new UsageError(`${given.map((name) => `--${name}`).join(' and ')}: give one at a time`);
}

async function perform(wanted: ReturnType<typeof options>): Promise<number> {
  refuseTwo(wanted);
  const { env, unset } = wanted;
  const name = unset === undefined ? undefined : VARIABLES[unset];
  if (unset !== undefined && name === undefined)
    throw new UsageError(`--unset: ${unknownVariables({ [unset]: '' })[0]}`);
  const settings = env === undefined ? undefined : fromFile(env);
  const board = new BoardConsole(
    await openWire(wanted.port ?? choosePort(undefined, serialPorts())),
  );
  try {
    // Somebody may have gone in the midst of it.
    await board.ask('discard');
    if (wanted.show) return await show(board);
    if (wanted['factory-reset']) {
      await board.ask('factory reset');
      await restarted(board);
      print('all that was set is forgotten; the board restarts');
      return 0;
    }
    if (name !== undefined) {
      await saved(board, async () => (await board.ask(`unset ${name}`), 1));
      await restarted(board);
      print(`${unset} is as the board was flashed, which restarts with it`);
      return 0;
    }
    return await give(board, () => (settings ? set(board, settings) : asked(board)));
  } finally {
    board.close();
  }
}

await runCommand(async () => {
  const wanted = options();
  if (!wanted.help) return perform(wanted);
  print(HELP);
  return 0;
});
