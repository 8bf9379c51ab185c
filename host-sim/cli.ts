/** `npm start`: reads the command line, runs the simulation, and prints. */

import type { Dashboard } from './dashboard/dashboard';
import { jsonLine, type LoggedEvent, textLine } from './log-lines';
import { serveConsole } from './console-server';
import { deskOf } from './desk';
import { helpText, type Options, parseOptions, type ScenarioChoice } from './options';
import type { StopResult } from '../firmware/station/station';
import { type Simulation, startSimulation } from './simulation';
import {
  EXIT_FAILED,
  onInterrupt,
  print,
  product,
  runCommand,
  secrets,
  secretsFolder,
  userFolder,
} from './terminal';

/** How long readings that wait may take once the last sample is taken. */
const DRAIN_MS = 3_000;
/** And when somebody wants to leave. */
const LEAVE_MS = 500;

/** Runs until `count` samples are taken or somebody interrupts; returns the exit code. */
async function run(options: Options): Promise<number> {
  let leave: () => void = () => {};
  onInterrupt(() => {
    leave();
  });
  const { dashboardPort } = options;
  const dashboard = dashboardPort === undefined ? undefined : await pageAt(dashboardPort);
  try {
    for (;;) {
      const wanted = dashboard?.optionsOf(options) ?? options;
      const code = await runOnce(wanted, dashboard, (leaving) => {
        leave = leaving;
      });
      if (code !== AGAIN) return code;
    }
  } finally {
    await dashboard?.close();
  }
}

/** The page and what plays scenarios are half of the program: loaded only where they are needed. */
async function pageAt(port: number): Promise<Dashboard> {
  const { startDashboard } = await import('./dashboard/dashboard');
  return startDashboard(port);
}

async function playScenario(choice: ScenarioChoice, options: Options): Promise<number> {
  const { playFile } = await import('./scenario/play-file');
  return playFile(choice, options);
}

/** A person wants the run anew; no exit code. */
const AGAIN = -1;

async function runOnce(
  options: Options,
  dashboard: Dashboard | undefined,
  onLeave: (leave: () => void) => void,
): Promise<number> {
  const lineOf = options.json ? jsonLine : textLine;
  let samples = 0;
  let failed = 0;
  let sent = 0;
  let explained = false;
  const wish = { again: false };
  let finish: (drainMs: number) => void = () => {};
  let onFault: (error: Error) => void = () => {};
  const finished = new Promise<number>((resolve) => {
    finish = resolve;
  });
  const fault = new Promise<never>((_, reject) => {
    onFault = reject;
  });

  const log = (told: LoggedEvent, unixMs: number): void => {
    const line = lineOf(told, unixMs);
    if (line !== undefined) print(line);
    if (told.event === 'mqtt' || (told.event === 'wifi' && told.state !== 'joined')) {
      explained = true;
    }
    if (told.event === 'reading') sent++;
    if (told.event !== 'sampled') return;
    samples++;
    if (!told.ok) failed++;
    if (samples === options.count) finish(DRAIN_MS);
  };

  onLeave(() => {
    finish(LEAVE_MS);
  });
  const desk = await deskOf(options, secrets(), ...secretsFolder());
  const around = { ...product(), desk, log, onFault };
  const surroundings = dashboard?.surround(options, around) ?? around;
  const simulation = await startSimulation(options, surroundings);
  const hangUp = await consoleOf(simulation, options);
  if (dashboard) {
    dashboard.onRestart = () => {
      wish.again = true;
      finish(0);
    };
    dashboard.show(simulation);
    log({ level: 'info', event: 'dashboard', url: dashboard.url }, simulation.unixMs());
  }
  const { unsent } = await stopped(simulation, finished, fault);
  hangUp();
  if (wish.again) return AGAIN;
  const level = unsent + failed > 0 ? 'warn' : 'debug';
  const readings = Math.min(unsent, Math.max(0, samples - failed - sent));
  log({ level, event: 'end', samples, failed, unsent, readings, explained }, simulation.unixMs());
  return options.count !== undefined && unsent + failed > 0 ? EXIT_FAILED : 0;
}

/** The board's console, where somebody wants it; returns what ends that. */
async function consoleOf(simulation: Simulation, options: Options): Promise<() => void> {
  const { console: port } = options;
  if (port === undefined) return () => undefined;
  try {
    return await serveConsole(simulation.stage.board.console, port);
  } catch (error) {
    await simulation.end();
    throw error;
  }
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

await runCommand(async () => {
  const options = parseOptions(process.argv.slice(2), userFolder());
  if (options.help) {
    print(helpText());
    return 0;
  }
  if (options.version) {
    print(product().version);
    return 0;
  }
  return options.scenario ? playScenario(options.scenario, options) : run(options);
});
