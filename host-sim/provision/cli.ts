/** `npm run provision`: the settings of a board, over its console. */

import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { SECRETS } from '../../firmware/station/flat-settings';
import { boardSettings, unknownVariables, VARIABLES, withFiles } from '../chip/board-settings';
import { parseEnvFile } from '../chip/env-file';
import { choosePort, serialPorts } from '../chip/serial-ports';
import { commandFor } from '../invocation';
import { print, runCommand, userFolder } from '../terminal';
import { UsageError } from '../usage-error';
import { BoardConsole } from './board-console';
import { Prompt } from './prompt';
import { openWire } from './wire';

const PROVISION = commandFor('provision');

const HELP = `Sets what a board keeps: its Wi-Fi, its broker, its passwords.

${PROVISION} [--port PORT]                 asks for each setting; Enter leaves one as it is
${PROVISION} [--port PORT] --env FILE      takes them from a file like .env.local
${PROVISION} [--port PORT] --show          what is set; secrets are not shown
${PROVISION} [--port PORT] --unset NAME    back to what the board was flashed with
${PROVISION} [--port PORT] --factory-reset forgets all that was set

PORT is a serial port, which is found when there is only one, or 127.0.0.1:N for a simulated
board (${commandFor('start')} --console N). Names are those of .env.defaults.`;

/** Those that a person is asked for; the others are for files. */
const ASKED: readonly string[] = [
  ...['WIFI_SSID', 'WIFI_PASSWORD', 'MQTT_HOST', 'MQTT_PORT', 'MQTT_USER', 'MQTT_PASSWORD'],
  ...['MQTT_CA', 'PAYLOAD_KEY', 'DEVICE_ID'],
];

const VARIABLE_OF: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(VARIABLES).map(([variable, name]) => [name, variable]),
);

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

/** What a person answers, by the firmware's names; what is left as it is is not among it. */
async function asked(): Promise<Readonly<Record<string, string>>> {
  const prompt = new Prompt({ input: process.stdin, output: process.stderr });
  const variables: Record<string, string> = {};
  try {
    for (const variable of ASKED) {
      const isSecret = SECRETS.includes(VARIABLES[variable]!);
      const text = await prompt.ask(`${variable} `, isSecret);
      if (text !== '') variables[variable] = text;
    }
  } finally {
    prompt.close();
  }
  try {
    return boardSettings(withFiles(variables, fileText));
  } catch (error) {
    throw new UsageError((error as Error).message);
  }
}

/** Restarts it, and waits until it answers again. */
async function restarted(board: BoardConsole): Promise<void> {
  await board.ask('restart');
  await board.ask('settings');
}

async function give(
  board: BoardConsole,
  settings: Readonly<Record<string, string>>,
): Promise<number> {
  if (Object.keys(settings).length === 0) {
    print('nothing was given, and nothing is changed');
    return 0;
  }
  for (const [name, text] of Object.entries(settings)) await board.set(name, text);
  await board.ask('save');
  await restarted(board);
  print(`${Object.keys(settings).length} settings given; the board restarts with them`);
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
    if (wanted.show) return await show(board);
    if (wanted['factory-reset']) {
      await board.ask('factory reset');
      await restarted(board);
      print('all that was set is forgotten; the board restarts');
      return 0;
    }
    if (name !== undefined) {
      await board.ask(`unset ${name}`);
      await board.ask('save');
      await restarted(board);
      return 0;
    }
    return await give(board, settings ?? (await asked()));
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
