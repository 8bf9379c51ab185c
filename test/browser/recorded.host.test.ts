/** What was done to a board is kept as a scenario that plays again to the same end, at the same times. */

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { deepEqual, equal, ok } from '../kit/assert';
import { noBrowser, openStage, says } from '../kit/browser';
import { runCli } from '../kit/cli';

interface Told {
  readonly time: string;
  readonly event: string;
}

const NEITHER = ['broker', 'start', 'engine', 'dashboard', 'expectation', 'scenario'];

/** What the station and the disturbances were told to have done, and when, until the end of the record. */
function story(lines: readonly string[], untilMs: number): readonly string[] {
  const told = lines.map((line) => JSON.parse(line) as Told);
  return told
    .filter(({ event, time }) => !NEITHER.includes(event) && Date.parse(time) <= untilMs)
    .map((one) => JSON.stringify(one).replace(/(127\.0\.0\.1):\d+/, '$1')); // another may be free
}

test('a saved scenario plays again to the same result', { skip: noBrowser }, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  const file = join(folder, 'what-i-did.yaml');
  await using stage = await openStage(
    '--sensor',
    'dht11',
    '--every',
    '1s',
    '--id',
    'desk',
    '--json',
  );
  const page = await stage.page();
  await says(page, '#readout', /[1-9]\d* published/);
  await page.fill('#temperature', '33');
  await page.click('#quick-sensor-unplugged');
  await says(page, '#part-sensor', /did not answer/);
  await page.click('#quick-sensor-unplugged');
  await page.click('#quick-wifi-gone');
  await says(page, '#part-wifi', /does not let us in/);
  await page.click('#quick-wifi-gone');
  await says(page, '#part-mqtt', /connected/);
  await says(page, '#step-3', /33\.0 °C/);
  await page.click('#quick-power-cut');
  await says(page, '#board .figures', /2 × \(power on\)/);
  await says(page, '#board .figures', /Outbox\s*0 waiting/);
  await page.fill('#publish-payload', '{"intervalMs": 2000}');
  await page.check('#publish-retain'); // the board may not have subscribed yet
  await page.click('.publish [type=submit]');
  await says(page, '#log', /settings/);
  await page.click('#pause');
  await says(page, '#live', /held/);
  const saved = page.waitForEvent('download');
  await page.fill('#scenario-title', 'What I did');
  await page.click('#save');
  equal((await saved).suggestedFilename(), 'what-i-did.yaml');
  await (await saved).saveAs(file);
  const live = [...stage.cli.lines];
  await stage[Symbol.asyncDispose]();

  const again = await runCli('--scenario', file, '--time', 'virtual', '--json');
  equal(again.code, 0, again.lines.slice(-12).join('\n'));
  const lastMs = Date.parse((JSON.parse(live.at(-1)!) as Told).time);
  const [one, other] = [story(live, lastMs), story(again.lines, lastMs)];
  deepEqual(other, one);

  ok(one.some((line) => /temperature\\":33,/.test(line)));
  ok(one.some((line) => line.includes('"event":"settings"')));
  rmSync(folder, { recursive: true });
});
