/** What `npm test` prints: a line for each file, and a paragraph for each failure. */

export class Tally {
  passed = 0;
  failed = 0;
  skipped = 0;
  /** Tests that have passed. */
  readonly names: string[] = [];
  readonly problems: string[] = [];

  pass(name: string): void {
    this.passed++;
    this.names.push(name);
  }

  fail(name: string, text: string): void {
    this.failed++;
    this.problems.push(`  FAILED: ${name}\n${text}`);
  }

  skip(name: string, reason: string): void {
    this.skipped++;
    this.problems.push(`  skipped: ${name}: ${reason}`);
  }
}

const NAME_WIDTH = 56;
const ENGINE_WIDTH = 4;

export function printTally(name: string, engine: string, tally: Tally, ms: number): void {
  const notes = [`${String(tally.passed).padStart(4)} passed`];
  if (tally.failed > 0) notes.push(`${tally.failed} FAILED`);
  if (tally.skipped > 0) notes.push(`${tally.skipped} skipped`);
  const seconds = (ms / 1000).toFixed(1).padStart(5);
  const subject = `${name.padEnd(NAME_WIDTH)} ${engine.padEnd(ENGINE_WIDTH)}`;
  console.log(`${subject} ${seconds} s  ${notes.join(', ')}`);
  if (tally.problems.length > 0) console.log(tally.problems.join('\n'));
}

/** The cause of a failure, without the runner's own frames. */
export function describe(error: unknown): string {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  const text = cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
  return text
    .split('\n')
    .filter((line) => !/node:internal|node:async_hooks|node_modules/.test(line))
    .map((line) => `    ${line}`)
    .join('\n');
}
