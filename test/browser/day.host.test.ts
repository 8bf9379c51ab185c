/** The page before a board that lives through a day at full speed: it keeps up, and does not grow. */

import { test } from 'node:test';
import type { CDPSession, Page } from 'playwright-core';
import { startDashboard } from '../../host-sim/dashboard/dashboard';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import { parseOptions } from '../../host-sim/options';
import { type Simulation, startSimulation } from '../../host-sim/simulation';
import { product } from '../../host-sim/terminal';
import { fail, ok } from '../kit/assert';
import { launchBrowser, noBrowser, says } from '../kit/browser';

installText(nodeText); // the firmware's own checks use the chip's conversions of text

const HOUR_MS = 3_600_000;
/** What is kept, a quarter of an hour, is full by then many times over. */
const FIRST_HOURS = 4;
/** Past the full hour there are readings of it. */
const HALF_A_MINUTE = 1 / 120;
const HOURS = 24;
/** Engines of browsers keep some rubbish. */
const MOST_GROWTH = 1.2;

function pass(simulation: Simulation, hours: number): Promise<void> {
  const { clock } = simulation.stage.world;
  return simulation.during(
    new Promise((resolve) => {
      clock.set(resolve, hours * HOUR_MS);
    }),
  );
}

interface Size {
  readonly heapBytes: number;
  readonly nodes: number;
}

/** What the page holds when rubbish is collected. */
async function sizeOf(session: CDPSession): Promise<Size> {
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = await session.send('Runtime.getHeapUsage');
  const { nodes } = await session.send('Memory.getDOMCounters');
  return { heapBytes: usedSize, nodes };
}

/** The page shows the board's last reading. */
async function isUpToDate(page: Page, simulation: Simulation): Promise<void> {
  const clock = new Date(simulation.unixMs()).toISOString().slice(11, 16);
  await says(page, '#log', new RegExp(`${clock}:\\d\\d.*reading`));
}

test(
  'a day at full speed: the page is up to date at its end, and no larger than after four hours',
  { skip: noBrowser },
  async () => {
    const dashboard = await startDashboard(0);
    const browser = await launchBrowser();
    const words = ['--engine', 'node', '--id', 'desk', '--no-dashboard', '--every', '10s'];
    const options = { ...parseOptions(words), time: 'virtual' as const };
    const around = { ...product(), log: () => {}, onFault: (error: Error) => fail(error.message) };
    const simulation = await startSimulation(options, dashboard.surround(options, around));
    dashboard.show(simulation);
    try {
      const page = await browser.newPage({ timezoneId: 'UTC' });
      await page.goto(dashboard.url);
      const session = await page.context().newCDPSession(page);
      await session.send('HeapProfiler.enable');
      await pass(simulation, FIRST_HOURS + HALF_A_MINUTE);
      await isUpToDate(page, simulation);
      const before = await sizeOf(session);
      await pass(simulation, HOURS - FIRST_HOURS);
      await isUpToDate(page, simulation);
      const after = await sizeOf(session);
      const sizes = JSON.stringify({ before, after });
      ok(after.heapBytes < before.heapBytes * MOST_GROWTH, sizes);
      ok(after.nodes < before.nodes * MOST_GROWTH, sizes);
    } finally {
      await browser.close();
      await simulation.end();
      await dashboard.close();
    }
  },
);
