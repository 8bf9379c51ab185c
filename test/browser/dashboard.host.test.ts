/** The dashboard as a person meets it: a board that is alive, that can be broken, and that recovers. */

import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Page } from 'playwright-core';
import { equal, includes, ok } from '../kit/assert';
import { noBrowser, openStage, says } from '../kit/browser';

const QUICK = ['--sensor', 'dht11', '--every', '1s', '--id', 'desk'];
const SKIP = { skip: noBrowser };

/** How many points of a chart have about this colour. */
function pointsOf(page: Page, plot: string, variable: string): Promise<number> {
  return page.evaluate(
    ([selector, name]) => {
      const canvas = document.querySelector<HTMLCanvasElement>(`${selector!} canvas`)!;
      const probe = document.createElement('i');
      probe.style.color = getComputedStyle(document.documentElement).getPropertyValue(name!);
      document.body.append(probe);
      const wanted = getComputedStyle(probe).color.match(/\d+/g)!.map(Number);
      probe.remove();
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let found = 0;
      for (let i = 0; i < data.length; i += 4) {
        if (wanted.every((value, part) => Math.abs(value - data[i + part]!) < 12)) found++;
      }
      return found;
    },
    [plot, variable],
  );
}

test('the first reading goes its way step by step, and appears on the chart', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#live', /Live/);
  await says(page, '#readout', /[1-9]\d* read, [1-9]\d* published/);
  ok((await pointsOf(page, '#plot-temperature', '--warm')) > 20);
  ok((await pointsOf(page, '#plot-humidity', '--wet')) > 20);
  await page.keyboard.press(' '); // what is looked at stands still
  await says(page, '#live', /held/);
  equal(await page.locator('.trace .digit').count(), 40);
  await says(page, '.trace .name', /checksum [0-9A-F]{2} ✓/);
  await page.click('#step-2');
  await says(page, '#step-details', /the checksum is right/);
  await page.click('#step-5');
  await says(page, '#step-details', /topic.*pubsub-xs\/desk\/reading/s);
  await says(page, '#step-6', /✓ in \d+ ms/);
  await page.click('#step-6');
  await says(page, '#step-details', /PUBACK/);
});

test(
  'unplugging the sensor shows a gap and names its reason; plugging it in heals it',
  SKIP,
  async () => {
    await using stage = await openStage(...QUICK);
    const page = await stage.page();
    await says(page, '#readout', /[1-9]\d* read/);
    await page.click('#quick-sensor-unplugged');
    await says(page, '#part-sensor', /The sensor did not answer\. To check: the model and the pin/);
    await says(page, '#readout', /[2-9] failed/);
    ok((await pointsOf(page, '#plot-temperature', '--bad')) > 5);
    await says(page, '#step-1', /no answer/);
    await says(page, '.lane-marks', /The sensor is unplugged/);
    await page.click('#quick-sensor-unplugged');
    await says(page, '#part-sensor', /answers/);
    await says(page, '#log .log', /answers again, \d+ readings missed/);
  },
);

test('cutting the Wi-Fi shows the band, the countdown and the recovery', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#part-mqtt', /connected/);
  await page.click('#quick-wifi-gone');
  await says(page, '#part-wifi', /not joined/);
  await says(page, '#part-wifi .retry', /Tries again in [\d.]+ m?s/);
  await says(page, '#part-wifi', /does not let us in\. To check: its name, the password/);
  ok((await page.locator('.lane-wifi .band[data-mood=bad]').count()) > 0);
  await says(page, '#board .figures', /[1-9]\d* waiting/);
  await page.click('#quick-wifi-gone');
  await says(page, '#part-wifi', /joined\s*sim-net as/);
  await says(page, '#part-mqtt', /connected/);
  await says(page, '#board .figures', /Outbox\s*0 waiting/);
  ok((await page.locator('.lane-wifi .band[data-mood=good]').count()) >= 2);
});

test('time can be held, stepped and sped up', SKIP, async () => {
  await using stage = await openStage('--every', '10s', '--id', 'desk');
  const page = await stage.page();
  await says(page, '#part-mqtt', /connected/);
  await page.click('#pause');
  await says(page, '#live', /held/);
  const held = await page.locator('.time').innerText();
  await page.waitForTimeout(1_300);
  equal(await page.locator('.time').innerText(), held);
  for (let i = 0; i < 200 && (await page.locator('.time').innerText()) === held; i++) {
    await page.click('#step');
  }
  ok((await page.locator('.time').innerText()) !== held);
  await page.selectOption('#speed', '30');
  await page.click('#pause');
  await says(page, '#board .figures', /Published\s*([5-9]|\d\d)/);
});

test('the chart can be zoomed, pointed at and taken away as CSV', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#readout', /[3-9] read/);
  const box = (await page.locator('#plot-temperature .u-over').boundingBox())!;
  const y = box.y + box.height / 2;
  await page.mouse.move(box.x + 3, y);
  await says(page, '#readout', /: true \d/);
  await page.mouse.down();
  await page.mouse.move(box.x + 90, y, { steps: 4 });
  await page.mouse.up();
  await page.locator('[data-minutes="1"][aria-pressed=false]').waitFor();
  await page.mouse.dblclick(box.x + 50, y);
  await page.locator('[data-minutes="1"][aria-pressed=true]').waitFor();
  const taken = page.waitForEvent('download');
  await page.click('#csv');
  const text = readFileSync(await (await taken).path(), 'utf8');
  const [head, ...rows] = text.trimEnd().split('\n');
  includes(head!, 'time,true_C,true_percent,read_C');
  ok(
    rows.some((row) => /^[\d-]+T[\d:.]+Z,[\d.]+,[\d.]+,[\d.]+,\d+,[\d.]+,\d+,$/.test(row)),
    text,
  );
});

test('each fault of the sensor is named where it is found out', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#readout', /[1-9]\d* read/);
  await page.fill('#fault-search', 'flaky');
  const form = page.locator('[data-fault="sensor.checksum"]');
  await form.locator('input').fill('100');
  await form.locator('select').selectOption('once');
  await form.locator('button').click();
  await says(page, '#log .log', /its checksum is wrong/);
  await page.locator('#active li').waitFor({ state: 'detached' });
  await page.click('#pause');
  await says(page, '#live', /held/);
  for (let i = 0; i < 40; i++) {
    if (/✕/.test((await page.locator('#step-2').textContent())!)) break;
    await page.locator('#way button', { hasText: '‹' }).click();
  }
  await page.click('#step-1');
  await says(page, '#step-details', /✕ wrong/);
  await page.click('#step-2');
  await says(page, '#step-details', /✕ the checksum says/);
});

test('what is published comes to the station, and is shown in the tree', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#topics', /status\s*online\s*⚑ retained/);
  await page.fill('#publish-payload', '{"intervalMs": 7}');
  await page.click('.publish button[type=submit]');
  await says(page, '#topics', /set\s*\{"intervalMs": 7\}/);
  await says(page, '#log .log', /refused: intervalMs is 7/);
});

test('the page comes back by itself when the simulator does', SKIP, async () => {
  await using first = await openStage(...QUICK);
  const page = await first.page();
  await says(page, '#live', /Live/);
  const port = new URL(first.url).port;
  first.cli.child.kill('SIGINT');
  await says(page, '#live', /does not answer/);
  await using second = await openStage('--port', port, '--id', 'again');
  await says(page, '.station', /again/);
  await says(page, '#live', /Live/);
  equal(second.url, first.url);
});

test('a climate from a file, and another seed, begin a new run', SKIP, async () => {
  await using stage = await openStage(...QUICK);
  const page = await stage.page();
  await says(page, '#readout', /[1-9]\d* read/);
  const text = 'time,°C,%\n0,31,40\n';
  const buffer = Buffer.from(text);
  await page.setInputFiles('#climate-file', { name: 'hot.csv', mimeType: 'text/csv', buffer });
  await says(page, '#step-0', /31\.0 °C, 40\.0 %/);
  await page.fill('#seed', '9');
  await page.click('#restart');
  await says(page, '#command', /--seed 9/);
  includes(stage.cli.output, 'seed 9');
});
