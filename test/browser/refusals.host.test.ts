/** What cannot be done is said, and nothing is lost by it. */

import { test } from 'node:test';
import { deepEqual, equal } from '../kit/assert';
import { violations } from '../kit/axe';
import { noBrowser, openStage, says } from '../kit/browser';

const SKIP = { skip: noBrowser };

test(
  'a seed that is none and a recording that is too large leave the run as it is',
  SKIP,
  async () => {
    await using stage = await openStage('--every', '2s', '--seed', '5', '--id', 'desk');
    const page = await stage.page();
    await says(page, '#readout', /[1-9]\d* read/);
    for (const seed of ['', '-1', '1.5']) {
      await page.fill('#seed', seed);
      await page.click('#restart');
      await says(page, '.notes', /The run goes on: a seed is a whole number from 0 to 2147483647/);
    }
    for (const characters of [2_000_001, 7_000_000]) {
      const buffer = Buffer.from('time,°C,%\n0,31,40\n'.padEnd(characters, '#'));
      await page.setInputFiles('#climate-file', { name: 'a.csv', mimeType: 'text/csv', buffer });
      await says(
        page,
        '.notes',
        /a\.csv is too large \([27]\.01 million bytes\): .* 2 million char/,
      );
    }
    await page.fill('#publish-payload', 'x'.repeat(3_000_000));
    await page.click('.publish button[type=submit]');
    await says(page, '.notes', /That is 3\.01 million bytes, and the simulator takes 3 million/);
    await says(page, '#live', /Live/);
    await says(page, '#command', /--seed 5/);
    equal(stage.cli.output.split('\n').filter((line) => line.includes('seed')).length, 1);
  },
);

test('power that is cut again and again can be cut once more by its button', SKIP, async () => {
  await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
  const page = await stage.page();
  await says(page, '#part-mqtt', /connected/);
  const form = page.locator('[data-fault="power.cut"]');
  await page.fill('#fault-search', 'power');
  await form.locator('select').selectOption('60000');
  await form.locator('button').click();
  await says(page, '#active', /every 1 min/);
  await says(page, '#board .figures', /Started\s*2 ×/);
  equal(await page.innerText('#quick-power-cut'), 'Cut power');
  equal(await page.getAttribute('#quick-power-cut', 'data-on'), null);
  await page.click('#quick-power-cut');
  await says(page, '#board .figures', /Started\s*3 ×/);
  await page.locator('#active button').focus();
  await page.keyboard.press('Enter');
  await page.locator('#active li').waitFor({ state: 'detached' });
  equal(await page.evaluate(() => document.activeElement!.className), 'faults');
});

test(
  'a simulator that hangs is told from one that is well, and nothing is asked of it',
  SKIP,
  async () => {
    await using stage = await openStage('--sensor', 'dht11', '--every', '1s');
    const page = await stage.page();
    await says(page, '#part-mqtt', /connected/);
    await page.click('#pause');
    await says(page, '#live', /held/);
    await page.focus('#quick-wifi-gone');
    stage.cli.child.kill('SIGSTOP');
    try {
      await says(page, '#live', /does not answer; it hangs/);
      await says(page, '.clock', /last heard of at/);
      equal(await page.locator('.disturb').getAttribute('aria-disabled'), 'true');
      equal(await page.evaluate(() => document.activeElement!.id), 'quick-wifi-gone');
      await page.keyboard.press('Enter');
      await says(page, '.notes', /The simulator does not answer: nothing can be done/);
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
        deepEqual(await violations(page), []);
      }
    } finally {
      stage.cli.child.kill('SIGCONT');
    }
    await says(page, '#live', /held/);
    await page.click('#pause');
    await says(page, '#live', /Live/);
    equal(await page.locator('.disturb').getAttribute('aria-disabled'), 'false');
    await says(page, '#readout', /[3-9] read/);
    equal(await page.innerText('#quick-wifi-gone'), 'Cut Wi-Fi');
  },
);
