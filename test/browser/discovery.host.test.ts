/** What Home Assistant would see, on the dashboard. */

import { test } from 'node:test';
import { equal, ok } from '../kit/assert';
import { noBrowser, openStage, says } from '../kit/browser';
import { violations } from '../kit/axe';

const SKIP = { skip: noBrowser };
const CARD = '#home-assistant';

test(
  'a device appears with its values, and becomes unavailable when its will is sent',
  SKIP,
  async () => {
    await using stage = await openStage('--id', 'desk', '--every', '2s', '--discovery');
    const page = await stage.page();
    await says(
      page,
      `${CARD} .seen-head`,
      /desk.*ESP32 with DHT22.*homeassistant\/device\/desk\/config/,
    );
    await says(page, `${CARD} .seen-entity`, /Temperature.*\d\.\d °C.*given up in \d+ s/);
    await says(page, `${CARD} .seen-entity`, /Humidity.*\d\.\d %/);
    equal(await page.locator(`${CARD} .seen-complaints`).count(), 0);
    await page.selectOption('#speed', '10');
    await page.click('#quick-wifi-gone');
    await says(page, `${CARD} .seen-entity`, /Temperature.*unavailable.*said to be away/);
    await page.click('#quick-wifi-gone');
    await says(page, `${CARD} .seen-entity`, /Temperature.*°C/);
  },
);

test('of a home-care board the door and the cuff are seen, too', SKIP, async () => {
  await using stage = await openStage(
    '--id',
    'house',
    '--every',
    '2s',
    '--discovery',
    '--home-care',
  );
  const page = await stage.page();
  await says(page, `${CARD} .seen-entity`, /door.*closed.*given up in/);
  await page.selectOption('#speed', '10');
  await says(page, `${CARD} .seen-entity`, /blood-pressure systolic.*\d mmHg/);
  await says(page, `${CARD} .seen-entity`, /blood-pressure pulse.*\d bpm/);
  equal(await page.locator(`${CARD} .seen-complaints`).count(), 0);
});

test('a wrong message gets its complaint; without any there is no card', SKIP, async () => {
  await using stage = await openStage('--id', 'desk', '--every', '2s');
  const page = await stage.page();
  await says(page, '#readout', /[1-9]\d* read/);
  ok(await page.locator(CARD).isHidden());
  await page.fill('#publish-topic', 'homeassistant/device/desk/config');
  await page.fill('#publish-payload', '{"dev":{"ids":"desk"},"cmp":{}}');
  await page.check('#publish-retain');
  await page.click('form.publish button[type=submit]');
  await says(page, CARD, /No device/);
  await says(page, `${CARD} .seen-complaints`, /refused origin is missing/);
  await says(page, `${CARD} .seen-complaints`, /refused cmp is no key here; did you mean cmps\?/);
});

for (const colorScheme of ['light', 'dark'] as const) {
  test(
    `axe-core finds nothing in it, and a phone has room for it: ${colorScheme}`,
    SKIP,
    async () => {
      await using stage = await openStage('--id', 'desk', '--every', '2s', '--discovery');
      const viewport = { width: 390, height: 844 };
      const page = await stage.page({ colorScheme, viewport, reducedMotion: 'reduce' });
      await says(page, `${CARD} .seen-entity`, /°C/);
      equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
      await page.fill('#publish-topic', 'homeassistant/device/other/config');
      await page.fill('#publish-payload', '{"dev":{"ids":"other"},"cmp":{}}');
      await page.click('form.publish button[type=submit]');
      await says(page, `${CARD} .seen-complaints`, /refused/);
      equal((await violations(page)).join('\n'), '');
      equal(await page.evaluate(() => document.documentElement.scrollWidth), 390);
    },
  );
}
