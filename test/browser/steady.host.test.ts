/** What somebody presses, stands on, marks or reads stays where it is, however much is told meanwhile. */

import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import type { Page } from 'playwright-core';
import { deepEqual, equal, ok } from '../kit/assert';
import { noBrowser, openStage, says, type Stage } from '../kit/browser';

const QUICK = ['--sensor', 'dht11', '--every', '1s', '--id', 'desk'];
const SKIP = { skip: noBrowser };
const TIMES = 5;

/** Until readings have come `TIMES` times. */
async function passed(page: Page): Promise<void> {
  const value = page.locator('[data-topic="pubsub-xs/desk/reading"] .topic-value');
  for (let i = 0; i < TIMES; i++) {
    const before = (await value.textContent())!;
    await value.filter({ hasNotText: before }).waitFor();
  }
}

function activeText(page: Page): Promise<string> {
  return page.evaluate(() => (document.activeElement as HTMLElement).innerText);
}

test(
  'topics at ten readings a second: clicks count, focus and marked text stay',
  SKIP,
  async () => {
    await using stage = await openStage(...QUICK);
    const page = await stage.page();
    await says(page, '#topics', /reading/);
    await page.selectOption('#speed', '10');
    const reading = '[data-topic="pubsub-xs/desk/reading"]';
    for (const isPressed of ['true', 'false', 'true']) {
      await page.click(reading, { delay: 300 });
      equal(await page.getAttribute(reading, 'aria-pressed'), isPressed);
    }
    const newest = page.locator('.topic-details .payload').first();
    await newest.filter({ hasText: 'temperature' }).waitFor(); // it comes behind the click
    await page.evaluate(() => {
      getSelection()!.selectAllChildren(document.querySelector('.topic-details .payload')!);
    });
    const marked = await page.evaluate(() => String(getSelection()));
    ok(marked.includes('temperature'));
    await passed(page);
    equal(await page.evaluate(() => String(getSelection())), marked);
    await page.evaluate(() => {
      getSelection()!.removeAllRanges();
    });
    await newest.filter({ hasNotText: marked }).waitFor();
    await page.click('#step-4');
    await page.evaluate(() => {
      getSelection()!.selectAllChildren(document.querySelector('#step-details')!);
    });
    const payload = await page.innerText('#step-details');
    await passed(page);
    equal(await page.innerText('#step-details'), payload);
    await page.click('#step-5'); // what is asked for comes nevertheless
    await says(page, '#step-details', /topic/);
    await page.evaluate(() => {
      getSelection()!.removeAllRanges();
    });
    await page.click('[data-topic="pubsub-xs/desk/status"]', { delay: 300 });
    const clear = page.locator('.topic-details button');
    await clear.focus();
    await passed(page);
    equal(await activeText(page), 'Clear retained');
    await clear.click({ delay: 300 });
    await clear.waitFor({ state: 'hidden' });
    equal(await activeText(page), '(empty)'); // not lost on the page's body
    await page.focus(reading);
    await passed(page);
    ok((await activeText(page)).startsWith('reading'));
  },
);

/** Nothing is wider than the window. */
async function fits(page: Page): Promise<void> {
  const [inner, whole] = await page.evaluate(() => [
    innerWidth,
    document.documentElement.scrollWidth,
  ]);
  equal(whole, inner);
}

async function publishMany(stage: Stage, page: Page): Promise<void> {
  const url = await says(page, '#broker .tools', /mqtt:/);
  const client = await connectAsync(url, { clientId: 'many' });
  for (let i = 0; i < 150; i++) await client.publishAsync(`many/room${i}/value`, `${i}`);
  await client.publishAsync('x'.repeat(3_000), 'y'.repeat(3_000));
  await client.publishAsync(Array.from({ length: 60 }, (_, i) => `level${i}`).join('/'), 'deep');
  await client.publishAsync(`many/${'m'.repeat(120)}/${'n'.repeat(120)}`, '{}', { retain: true });
  await client.endAsync();
  ok(stage.cli.errors === '');
}

test('many topics, long ones and deep ones break no layout', SKIP, async () => {
  await using stage = await openStage('--every', '10s');
  const page = await stage.page({ viewport: { width: 1_400, height: 900 } });
  await publishMany(stage, page);
  for (const width of [1_400, 375]) {
    await page.setViewportSize({ width, height: 900 });
    await page.locator('[data-topic="many/room149/value"]').waitFor();
    await fits(page);
    await page.locator('[data-topic^=xxx]').click();
    await says(page, '.topic-about', /x{3000}: 1 messages/);
    await fits(page);
    const box = (await page.locator('#topics').boundingBox())!;
    ok(box.height < 400, `${box.height} px`);
    const details = (await page.locator('.topic-details').boundingBox())!;
    ok(details.y >= box.y + box.height && details.height < 500, `${details.height} px`);
    await page.locator('[data-topic^=xxx]').click();
  }
  await page.setViewportSize({ width: 1_400, height: 900 });
  await page.evaluate(() => (document.documentElement.style.fontSize = '28px'));
  await fits(page);
  const [letters, cut] = await page.evaluate(() => [
    getComputedStyle(document.querySelector('#pause')!).fontSize,
    [...document.querySelectorAll('.line *, .packet-row time')]
      .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
      .map(({ textContent }) => textContent),
  ]);
  equal(letters, '26.25px');
  deepEqual(cut, []);
  await page.focus('#topics');
  await page.evaluate(() => document.querySelector('#topics')!.scrollTo(0, 0));
  await page.keyboard.press('End');
  await page.waitForFunction(() => document.querySelector('#topics')!.scrollTop > 1_000);
});

test('the log without Follow: the line that is read stays where it is', SKIP, async () => {
  await using stage = await openStage(...QUICK, '--engine', 'node');
  const page = await stage.page();
  await page.selectOption('#log-level', 'debug');
  await page.selectOption('#speed', '100');
  const lines = page.locator('#log .line');
  await lines.nth(299).waitFor();
  await page.uncheck('#log-follow');
  const top = (): Promise<readonly [string, number]> =>
    page.evaluate(() => {
      const log = document.querySelector('.log')!;
      const edge = log.getBoundingClientRect().top;
      const all = [...log.querySelectorAll('.line')];
      const first = all.find((line) => line.getBoundingClientRect().bottom > edge + 1)!;
      return [first.textContent, Math.round(first.getBoundingClientRect().top - edge)] as const;
    });
  await page.evaluate(() => document.querySelector('.log')!.scrollBy(0, -1_000));
  const before = await top();
  await lines.nth(700).waitFor({ state: 'attached' });
  deepEqual(await top(), before);
  await lines.nth(999).waitFor({ state: 'attached' });
  const count = await lines.count();
  ok(count <= 1_000, `${count} lines`);
  await page.check('#log-follow');
  await page.waitForFunction(() => document.querySelectorAll('.log .line').length === 300);
});
