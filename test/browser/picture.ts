/** `npm run picture`: takes the README's pictures of the dashboard, from a board with some trouble behind it. */

import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { noBrowser, openStage, says } from '../kit/browser';

const FOLDER = fileURLToPath(new URL('../../host-sim/dashboard/', import.meta.url));
const MOST_BYTES = 300_000;
const VIEWPORT = { width: 1_280, height: 1_010 };

if (noBrowser !== false) throw new Error(noBrowser);

await using stage = await openStage('--every', '2s', '--seed', '7');
const pages = [];
for (const colorScheme of ['light', 'dark'] as const) {
  pages.push({ colorScheme, page: await stage.page({ viewport: VIEWPORT, colorScheme }) });
}
const { page } = pages[0]!;
await page.selectOption('#air-kind', 'air.wave');
await page.waitForTimeout(16_000);
await page.click('#quick-sensor-unplugged');
await page.waitForTimeout(7_000);
await page.click('#quick-sensor-unplugged');
await page.waitForTimeout(12_000);
await page.click('#quick-wifi-gone');
await says(page, '#part-wifi .retry', /Tries again in [6-9]\./);
await page.click('#pause');
await page.locator('#pause').blur();
for (const { colorScheme, page: shown } of pages) {
  await says(shown, '#live', /held/);
  await shown.evaluate(() => {
    scrollTo(0, 0);
  });
  const path = `${FOLDER}dashboard-${colorScheme}.png`;
  await shown.screenshot({ path });
  const { size } = statSync(path);
  if (size > MOST_BYTES) throw new Error(`${path} has ${size} bytes`);
}
