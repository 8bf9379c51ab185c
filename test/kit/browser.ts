/** Chromium before the dashboard of a simulator that was started as a user starts it. */

import { existsSync } from 'node:fs';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright-core';
import { Cli } from './cli';

const PLACES = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome'];
const executablePath = process.env['CHROMIUM'] ?? PLACES.find((place) => existsSync(place));

/** Why tests in a browser cannot run, or false. */
export const noBrowser =
  executablePath === undefined && 'Chromium is not installed (apt-get install chromium)';

export interface Stage extends AsyncDisposable {
  readonly cli: Cli;
  readonly browser: Browser;
  readonly url: string;
  page(options?: BrowserContextOptions): Promise<Page>;
}

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({
    executablePath: executablePath!,
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
}

/** Starts a simulator and a browser. */
export async function openStage(...args: readonly string[]): Promise<Stage> {
  const cli = new Cli('--port', '0', ...args);
  const browser = await launchBrowser();
  await cli.shows('http://127');
  const url = urlOf(cli);
  const problems: string[] = [];
  let isOver = false;
  return {
    ...{ cli, browser, url },
    page: async (options = {}) => {
      const page = await browser.newPage(options);
      page.setDefaultTimeout(20_000);
      page.on('pageerror', (error) => problems.push(error.message));
      await page.goto(url);
      return page;
    },
    [Symbol.asyncDispose]: async () => {
      if (isOver) return;
      isOver = true;
      await browser.close();
      cli.child.kill('SIGINT');
      const { errors } = await cli.ends();
      if (problems.length + errors.length > 0) {
        throw new Error([...problems, errors].join('\n'));
      }
    },
  };
}

export function urlOf(cli: Cli): string {
  return /http:\/\/127\.0\.0\.1:\d+/.exec(cli.output)![0];
}

/** Waits until an element says something like this, and returns what it says. */
export async function says(page: Page, selector: string, pattern: RegExp): Promise<string> {
  const element = page.locator(selector).filter({ hasText: pattern }).first();
  await element.waitFor();
  return (await element.textContent()) ?? '';
}
