/** What the dashboard's page costs a browser: script for each frame, by Chromium's own trace. */

import type { CDPSession, Page } from 'playwright-core';
import { noBrowser, openStage, says } from '../kit/browser';
import type { Figures } from './baseline';
import { printTable } from './table';

/** With a reading every 20 s: as much to tell as 50 boards have that send one every 10 s. */
const SPEED = 100;
const MEASURED_MS = 10_000;
/** What the page aims at. */
const GOAL_MS = 4;

interface TraceEvent {
  readonly name: string;
  readonly ph: string;
  readonly ts: number;
  readonly dur?: number;
  /** Of the processor's time: what other programs took from it is not the page's. */
  readonly tdur?: number;
}

/** Where script runs, and where a frame begins. */
const SCRIPT = [
  ...(['FunctionCall', 'EvaluateScript', 'FireAnimationFrame', 'TimerFire'] as const),
  'RunMicrotasks',
];
const FRAME = 'BeginFrame';

export async function pageFigures(): Promise<Figures> {
  if (noBrowser !== false) {
    console.log(`\nThe page: ${noBrowser}`);
    return {};
  }
  await using stage = await openStage('--engine', 'node', '--every', '20s', '--id', 'bench');
  const page = await stage.page({ viewport: { width: 1280, height: 900 } });
  await says(page, '#readout', /published/);
  await page.selectOption('#speed', `${SPEED}`);
  const events = await traceOf(page, MEASURED_MS);
  const frames = scriptPerFrame(events);
  const row = [median(frames), quantile(frames, 0.99), Math.max(...frames)];
  printTable(
    `Script for a frame of the page while it hears as much as of 50 boards, in ms (goal: ${GOAL_MS})`,
    ['', 'frames', 'median', 'p99', 'longest'],
    [['dashboard', String(frames.length), ...row.map((ms) => ms.toFixed(1))]],
  );
  return { 'page, script for a frame, p99: ns': Math.round(quantile(frames, 0.99) * 1e6) };
}

async function traceOf(page: Page, durationMs: number): Promise<readonly TraceEvent[]> {
  const session = await page.context().newCDPSession(page);
  const events: TraceEvent[] = [];
  session.on('Tracing.dataCollected', ({ value }) => {
    events.push(...(value as unknown as TraceEvent[]));
  });
  await session.send('Tracing.start', {
    categories: 'devtools.timeline,disabled-by-default-devtools.timeline.frame',
  });
  await page.evaluate((ms) => new Promise((resolve) => setTimeout(resolve, ms)), durationMs);
  await ended(session);
  return events;
}

function ended(session: CDPSession): Promise<void> {
  return new Promise((resolve, reject) => {
    session.on('Tracing.tracingComplete', () => {
      resolve();
    });
    session.send('Tracing.end').catch(reject);
  });
}

/** Milliseconds of script between one beginning of a frame and the next, those inside others counted once. */
function scriptPerFrame(events: readonly TraceEvent[]): number[] {
  const begins = events.filter(({ name }) => name === FRAME).map(({ ts }) => ts);
  begins.sort((a, b) => a - b);
  const spent = begins.map(() => 0);
  let coveredTo = 0;
  const script = events.filter(({ name, ph }) => ph === 'X' && SCRIPT.includes(name));
  for (const { ts, dur = 0, tdur = dur } of [...script].sort((a, b) => a.ts - b.ts)) {
    if (ts < coveredTo) continue;
    coveredTo = ts + dur;
    const frame = begins.filter((begin) => begin <= ts).length - 1;
    if (frame >= 0) spent[frame]! += tdur / 1_000;
  }
  return spent;
}

function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}
