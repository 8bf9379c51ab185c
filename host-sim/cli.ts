/** `npm start`: reads the command line, runs the simulation, and prints. */

import { readFileSync } from 'node:fs';
import { jsonLine, type LoggedEvent, textLine } from './log-lines';
import { helpText, type Options, parseOptions } from './options';
import { UsageError } from './usage-error';
import type { StopResult } from '../firmware/station/station';
import { type BoardData, type Simulation, startSimulation } from './simulation';

/** How long readings that wait may take once the last sample is taken. */
const DRAIN_MS = 3_000;
/** And when somebody wants to leave. */
const LEAVE_MS = 500;

/** npm passes on a Ctrl-C that the terminal has sent to everybody: one key, two signals. */
const SAME_KEY_MS = 500;

const EXIT_UNSENT = 1;
const EXIT_USAGE = 2;

function readJson(path: string): unknown {
  return JSON.parse(readFileSync(new URL(path, import.meta.url), 'utf8'));
}

/** Runs until `count` samples are taken or somebody interrupts; returns the exit code. */
async function run(options: Options): Promise<number> {
  const print = options.json ? jsonLine : textLine;
  let samples = 0;
  let failed = 0;
  let explained = false;
  let finish: (drainMs: number) => void = () => {};
  let onFault: (error: Error) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const fault = new Promise<never>((_, reject) => {
    onFault = reject;
  });

  const log = (told: LoggedEvent, unixMs: number): void => {
    const line = print(told, unixMs);
    if (line !== undefined) process.stdout.write(`${line}\n`);
    if (told.event === 'mqtt' || (told.event === 'wifi' && told.state !== 'joined')) {
      explained = true;
    }
    if (told.event !== 'sampled') return;
    samples++;
    if (!told.ok) failed++;
    if (samples === options.count) finish(DRAIN_MS);
  };

  const { version } = readJson('../package.json') as { version: string };
  const board = readJson('../boards/esp32-devkitc/board.json') as BoardData;
  onInterrupt(() => {
    if (process.stdout.isTTY) process.stdout.write('\n'); // behind the terminal's own ^C
    finish(LEAVE_MS);
  });
  const simulation = await startSimulation(options, { version, board, log, onFault });
  const { unsent } = await stopped(simulation, finished, fault);
  const level = unsent + failed > 0 ? 'warn' : 'debug';
  log({ level, event: 'end', samples, failed, unsent, explained }, simulation.unixMs());
  return options.count !== undefined && unsent + failed > 0 ? EXIT_UNSENT : 0;
}

/** Waits for the end and stops in order; what ends the firmware unasked ends everything. */
async function stopped(
  simulation: Simulation,
  finished: Promise<number>,
  fault: Promise<never>,
): Promise<StopResult> {
  try {
    const drainMs = await simulation.during(Promise.race([finished, fault]));
    return await Promise.race([simulation.stop(drainMs), fault]);
  } catch (error) {
    await simulation.end();
    throw error;
  }
}

/** Ctrl-C stops in order, and a second one at once; a closed pipe stops too. */
function onInterrupt(leave: () => void): void {
  let firstMs: number | undefined;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstMs === undefined) {
        firstMs = performance.now();
        leave();
      } else if (performance.now() - firstMs > SAME_KEY_MS) process.exit(130);
    });
  }
  process.stdout.on('error', leave);
}

function complain(error: unknown): number {
  if (error instanceof UsageError) {
    process.stderr.write(`pubsub-xs: ${error.message}\n`);
    return EXIT_USAGE;
  }
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`pubsub-xs: ${message}\n`);
  return EXIT_UNSENT;
}

async function main(): Promise<number> {
  const options = parseOptions(process.argv.slice(2), process.env['INIT_CWD'] ?? process.cwd());
  if (options.help) {
    process.stdout.write(`${helpText()}\n`);
    return 0;
  }
  return run(options);
}

process.on('uncaughtException', (error) => {
  process.exit(complain(error));
});
process.exitCode = await main().catch(complain);
