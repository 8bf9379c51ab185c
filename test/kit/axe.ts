/** Whether everybody can use a page, as axe-core sees it. */

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from 'playwright-core';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

interface Found {
  readonly violations: readonly {
    readonly id: string;
    readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
  }[];
}

/** What axe-core has against the page as it is now. */
export async function violations(page: Page): Promise<readonly string[]> {
  await page.evaluate(AXE); // past the page's own policy, as a debugger is
  const { violations: found } = await page.evaluate<Found>('axe.run()');
  return found.flatMap(({ id, nodes }) =>
    nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`),
  );
}
