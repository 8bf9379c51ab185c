/** Unit tests inside XS, from Node's side. */

import { RealTurns } from '../../../host-sim/world/turns';
import { type Bundle, bundle, bundleSource } from '../../../host-sim/engine/bundle';
import { SourceLines } from '../../../host-sim/engine/firmware-error';
import type { Operations } from '../../../host-sim/engine/xs/bridge';
import { locateWorker } from '../../../host-sim/engine/xs/locate';
import { PLACE, Program } from '../../../host-sim/engine/xs/xs-engine';
import { fail } from '../assert';
import { STAND_INS } from '../sdk/plugin';

const place = locateWorker();

/** Why tests inside XS cannot run here, or false; in CI they must. */
export const noXs: string | false =
  'path' in place || process.env['CI'] !== undefined ? false : place.missing;

/** The longest that one test may keep XS busy. */
const TIME_LIMIT_MS = 60_000;

let guest: Promise<Bundle> | undefined;

/** The tests of these files, which are relative to the project's folder, as one program. */
export function bundleTests(...files: readonly string[]): Promise<Bundle> {
  const source = [
    `import './test/kit/xs/timers';`,
    ...files.map((file) => `import './${file}';`),
    `export { tests, world } from './test/kit/xs/test';`,
  ];
  return bundleSource(source.join('\n'), {
    plugins: [OWN_KIT, STAND_INS],
    define: { IS_LONG: `${process.env['TEST_LONG'] !== undefined}` },
  });
}

/** Exchanges the kit's one file that needs Node. */
export const OWN_KIT = {
  name: 'own kit',
  setup: (build: {
    onLoad: (
      filter: { filter: RegExp },
      load: () => { contents: string; resolveDir: string; loader: 'ts' },
    ) => void;
  }): void => {
    build.onLoad({ filter: /[\\/]test[\\/]kit[\\/]test\.ts$/ }, () => ({
      contents: `export { settled, test, tries } from './xs/test';`,
      resolveDir: new URL('..', import.meta.url).pathname,
      loader: 'ts',
    }));
  },
};

export class XsTests {
  readonly program: Program;
  readonly #lines: SourceLines;

  private constructor(firmware: Bundle, guestBundle: Bundle, operations: Operations) {
    if (!('path' in place)) fail(place.missing);
    this.#lines = new SourceLines(firmware, PLACE);
    this.program = new Program(
      {
        path: place.path,
        firmware,
        guest: guestBundle,
        turns: new RealTurns(),
        timeLimitMs: TIME_LIMIT_MS,
      },
      this.#lines,
      {
        turn: (handle: number) => {
          this.program.bridge.emit({ handle, name: 'turn', args: () => [] });
          return undefined;
        },
        ...operations,
      },
    );
  }

  static async load(firmware: Bundle, operations: Operations = {}): Promise<XsTests> {
    guest ??= bundle('test/kit/xs/guest.ts');
    return new XsTests(firmware, await guest, operations);
  }

  async names(): Promise<readonly string[]> {
    return (await this.program.ask('names')) as readonly string[];
  }

  /** Runs one test; throws what it has thrown. */
  async run(at: number): Promise<void> {
    const failure = (await this.program.ask('run', at)) as readonly [string, string] | undefined;
    if (!failure) return;
    const [message, stack] = failure;
    fail(`${message} (${this.#lines.of(stack) ?? stack})`);
  }

  /** The value of an expression inside. */
  evaluate(source: string): Promise<unknown> {
    return this.program.ask('evaluate', source);
  }

  end(): void {
    this.program.bridge.end();
  }
}
