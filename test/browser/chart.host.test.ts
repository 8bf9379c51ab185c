/** The chart without a mouse: keys, buttons and fingers. */

import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { deepEqual, equal, ok } from '../kit/assert';
import { noBrowser, openStage, says } from '../kit/browser';

const FOLLOWS = '[data-minutes="1"][aria-pressed=true]';
const STANDS = '[data-minutes="1"][aria-pressed=false]';

/** What stands on the chart, in seconds of the day. */
async function shown(page: Page): Promise<readonly [number, number]> {
  const text = (await page.getAttribute('#plots', 'aria-description'))!;
  const [from, to] = text.split(' to ').map((time) => Date.parse(`1970-01-01T${time}Z`) / 1_000);
  return [from!, to!];
}

test('the chart by keys, by its buttons and by touch', { skip: noBrowser }, async () => {
  await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
  const page = await stage.page({ hasTouch: true });
  await says(page, '#readout', /[3-9] read/);
  await page.click('#pause');
  await says(page, '#live', /held/);
  await page.focus('#plots');
  for (const key of ['Escape', 'Home']) {
    await page.keyboard.press('+');
    await page.locator(STANDS).waitFor();
    await page.keyboard.press(key);
    await page.locator(FOLLOWS).waitFor();
  }
  await page.keyboard.press('+'); // all that there is
  const all = await shown(page);
  await page.keyboard.press('+');
  const half = await shown(page);
  equal(close(half[1] - half[0], (all[1] - all[0]) / 2), true);
  for (let i = 0; i < 5; i++) await page.keyboard.press('ArrowLeft');
  equal((await shown(page))[0], all[0]);
  await page.keyboard.press('ArrowRight');
  ok((await shown(page))[0] > all[0]);
  await page.keyboard.press('-');
  await page.keyboard.press('-');
  deepEqual(await shown(page), all);
  equal(await page.evaluate(() => document.activeElement!.id), 'plots');

  await page.click('#zoom-in');
  const before = await shown(page);
  ok(close(before[1] - before[0], (all[1] - all[0]) / 2));
  for (const [name, x] of [
    ['pointerdown', 300],
    ['pointermove', 400],
    ['pointerup', 400],
  ] as const) {
    await page.dispatchEvent('#plots', name, finger(x));
  }
  const after = await shown(page);
  ok(after[0] < before[0] && close(after[1] - after[0], before[1] - before[0]));
  await page.click('#zoom-out');
  deepEqual(await shown(page), all);
  await page.click('[data-minutes="1"]');
  await page.locator(FOLLOWS).waitFor();
});

function close(one: number, other: number): boolean {
  return Math.abs(one - other) < 0.01;
}

function finger(clientX: number): Record<string, unknown> {
  return { pointerType: 'touch', pointerId: 7, clientX, clientY: 400, bubbles: true };
}
