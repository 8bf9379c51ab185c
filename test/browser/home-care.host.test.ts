/** The house on the dashboard: what its sensors say, an alert, and who sees to it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { deepEqual, equal } from '../kit/assert';
import { noBrowser, openStage, says } from '../kit/browser';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const SKIP = { skip: noBrowser };

interface Found {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly object[] }[];
}

async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE);
  const { violations: found } = await page.evaluate<Found>('axe.run("#care")');
  return found.map(({ id, nodes }) => `${id}: ${JSON.stringify(nodes[0])}`);
}

/** The key is for whatever has the focus. */
async function holdOrGoOn(page: Page): Promise<void> {
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
  });
  await page.keyboard.press(' ');
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(
    `an alert is raised, acknowledged and over, on a phone as well: ${colorScheme}`,
    SKIP,
    async () => {
      await using stage = await openStage('--home-care', '--id', 'house');
      const viewport = { width: colorScheme === 'dark' ? 390 : 1_280, height: 900 };
      const page = await stage.page({ colorScheme, viewport });
      await says(page, '.care-summary', /All is well/);
      await says(page, '#care', /the monitor watches/);
      await says(page, '.care-sensors', /Room.*°C.*Door *closed/s);
      await page.click('#quick-home-door-open');
      await says(page, '.care-sensors', /Door *open/s);
      await page.click('#quick-home-pressure-high');
      await page.locator('#speed').selectOption('100');
      await says(page, '.alert', /Alarm: the blood pressure is high: 1\d\d/);
      await holdOrGoOn(page); // time stands still for what is looked at
      await says(page, '.alert', /Called: family\. Calls neighbour in \d/);
      deepEqual(await violations(page), []);
      equal(await page.evaluate(() => document.documentElement.scrollWidth), viewport.width);
      await page.getByRole('button', { name: /Acknowledge: the blood pressure/ }).click();
      await holdOrGoOn(page);
      await says(page, '.alert', /Acknowledged: .*somebody at the dashboard sees to it/s);
      deepEqual(await violations(page), []);
      await page.click('#quick-home-door-open');
      await page.click('#quick-home-pressure-high');
      await says(page, '.care-summary', /All is well/);
    },
  );
}

test('on a narrow screen the house stands before the chart and the board', SKIP, async () => {
  await using stage = await openStage('--home-care', '--id', 'house');
  for (const width of [320, 360]) {
    const page = await stage.page({ viewport: { width, height: 800 } });
    await says(page, '.care-summary', /All is well/);
    const tops = await page.evaluate(() =>
      ['#care', '#chart', '#board', '#controls', '#packets'].map(
        (id) => document.querySelector(id)!.getBoundingClientRect().top,
      ),
    );
    equal(Math.min(...tops), tops[0], `${width}: ${tops.join(' ')}`);
  }
});

test('a board without home care has no such card', SKIP, async () => {
  await using stage = await openStage('--every', '1s');
  const page = await stage.page();
  await says(page, '#readout', /[1-9]\d* read/);
  equal(await page.locator('#care').isVisible(), false);
});
