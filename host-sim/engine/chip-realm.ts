/** A realm like the chip's inside Node: a context of its own, prepared as XS's is. */

import { createContext, Script } from 'node:vm';
import { type Bundle, bundle, BUNDLE_GLOBAL } from './bundle';
import { nodeText } from './node-text';
import type { Realm, prepareRealm } from './realm/prepare';

export class ChipRealm {
  readonly #context: object;
  readonly #realm: Realm;
  readonly #nothing = new Script('0');

  /** `preparation` is {@link bundleRealm}'s. */
  constructor(preparation: Bundle) {
    // Promise jobs wait until somebody drains them, as on the chip, where they are turns of their own.
    this.#context = createContext(Object.create(null) as object, {
      name: 'chip',
      microtaskMode: 'afterEvaluate',
    });
    const { prepareRealm: prepare } = this.evaluate(preparation, 'realm.js') as {
      readonly prepareRealm: typeof prepareRealm;
    };
    this.run(`delete globalThis.console; 0`);
    this.#realm = prepare(nodeText);
  }

  /** Evaluates a bundle and returns its exports. */
  evaluate({ code }: Bundle, filename: string): unknown {
    const source = `(() => {${code}\n;return ${BUNDLE_GLOBAL}})()`;
    return new Script(source, { filename }).runInContext(this.#context);
  }

  run(source: string): unknown {
    return new Script(source).runInContext(this.#context);
  }

  /** Runs the promise jobs that wait. */
  drain(): void {
    this.#nothing.runInContext(this.#context);
  }

  toRom(object: unknown): void {
    this.#realm.toRom(object);
  }
}

/** The script that prepares a realm. */
export function bundleRealm(): Promise<Bundle> {
  return bundle('host-sim/engine/realm/node-entry.ts');
}
