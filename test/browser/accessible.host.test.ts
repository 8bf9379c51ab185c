/** Everybody can use the dashboard: axe-core finds nothing, a phone has room for it, and keys are enough. */

import { test } from 'node:test';
import { deepEqual, equal } from '../kit/assert';
import { violations } from '../kit/axe';
import { noBrowser, openStage, says } from '../kit/browser';

const SKIP = { skip: noBrowser };

for (const colorScheme of ['light', 'dark'] as const) {
  test(`axe-core finds nothing: ${colorScheme}`, SKIP, async () => {
    await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
    for (const viewport of [
      { width: 1_280, height: 900 },
      { width: 390, height: 844 },
    ]) {
      const page = await stage.page({ colorScheme, viewport, reducedMotion: 'reduce' });
      await says(page, '#readout', /[1-9]\d* read/);
      if (viewport.width > 1_000) deepEqual(await violations(page), []);
      await page.click('#quick-wifi-gone');
      await page.click('#quick-sensor-unplugged');
      await says(page, '#part-sensor', /did not answer/);
      await says(page, '#part-wifi', /does not let us in/);
      for (const group of await page.locator('.group summary').all()) await group.click();
      await page.click('#step-5');
      await page.locator('.packet-row').first().click();
      deepEqual(await violations(page), []);
      await page.click('#quick-wifi-gone');
      await page.click('#quick-sensor-unplugged');
      await page.close();
    }
  });
}

test('a phone has room for it', SKIP, async () => {
  await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
  const page = await stage.page({ viewport: { width: 390, height: 844 } });
  await says(page, '#readout', /[1-9]\d* read/);
  equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
});

test('keys are enough: the steps, a fault and the log', SKIP, async () => {
  await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
  const page = await stage.page();
  await says(page, '#step-6', /✓/);
  await page.focus('#step-1');
  await page.keyboard.press('ArrowRight');
  equal(await page.locator('#step-2').getAttribute('aria-selected'), 'true');
  await page.keyboard.press('f');
  await page.keyboard.type('reset button');
  await page.keyboard.press('Tab'); // to the group
  await page.keyboard.press('Tab'); // how often
  await page.keyboard.press('Tab'); // the button
  await page.keyboard.press('Enter');
  await says(page, '#log .log', /starts \(external pin\)/);
  await page.keyboard.press('Shift+Tab');
  await page.evaluate(() => {
    (document.activeElement as HTMLElement).blur();
  });
  await page.keyboard.press('/');
  await page.keyboard.type('starts');
  await says(page, '#log .line', /starts \(power on\)/);
});
