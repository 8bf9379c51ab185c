/**
 * aedes in virtual time: bundled anew with its timers, dates and random numbers
 * taken from the world, so that half-open connections are found and last wills
 * sent when they should be.
 */

import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { compileFunction } from 'node:vm';
import type { Aedes } from 'aedes';
import { build as bundle } from 'esbuild';
import type { VirtualWorld } from '../world/virtual-world';
import { closeClients, forgetSessions } from './clients';
import { BROKER_OPTIONS, prepareBroker } from './prepare';
import { nodeGlobals } from './node-globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** What the bundle takes from the world in place of Node's own. */
const REPLACED = [
  ...['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'setImmediate'],
  ...['Date', 'Math.random'],
];

type Factory = (require: NodeJS.Require, module: { exports: unknown }, world: object) => void;

let factory: Promise<Factory> | undefined;

async function bundleBroker(): Promise<Factory> {
  const { outputFiles } = await bundle({
    stdin: { contents: `export { Aedes } from 'aedes';`, resolveDir: ROOT },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'cjs',
    logLevel: 'silent',
    define: Object.fromEntries(
      REPLACED.map((name) => [name, `world.${name.replace('Math.', '')}`]),
    ),
    plugins: [
      {
        name: 'random ids from the world',
        setup: (build) => {
          build.onResolve({ filter: /^(node:)?crypto$/ }, () => ({
            path: 'crypto',
            namespace: 'world',
          }));
          build.onLoad({ filter: /.*/, namespace: 'world' }, () => ({
            contents: 'export const randomUUID = world.randomUUID;',
          }));
        },
      },
    ],
  });
  return compileFunction(outputFiles[0]!.text, ['require', 'module', 'world'], {
    filename: 'broker.js',
  }) as Factory;
}

/** aedes on the world's time and from a seed. */
export async function worldsAedes(world: VirtualWorld, seed: number): Promise<Aedes> {
  factory ??= bundleBroker();
  const module = { exports: {} };
  (await factory)(createRequire(import.meta.url), module, nodeGlobals(world, seed));
  const { Aedes: BundledAedes } = module.exports as { readonly Aedes: typeof Aedes };
  const created = BundledAedes.createBroker(BROKER_OPTIONS);
  let aedes: Aedes | undefined;
  void created.then((broker) => {
    aedes = broker;
  });
  await world.run(() => aedes !== undefined);
  return created;
}

/** A broker that listens at `port` of the world. */
export async function startVirtualBroker(
  world: VirtualWorld,
  port: number,
  seed: number,
): Promise<VirtualBroker> {
  return new VirtualBroker(await worldsAedes(world, seed), world, port);
}

export class VirtualBroker {
  readonly aedes: Aedes;
  readonly port: number;
  readonly #world: VirtualWorld;
  #stopListening: () => void = () => {};

  constructor(aedes: Aedes, world: VirtualWorld, port: number) {
    this.aedes = aedes;
    this.port = port;
    this.#world = world;
    prepareBroker(aedes);
    this.open();
  }

  /** Takes connections; by option it has forgotten sessions and what it retained. */
  open(losesSessions = false): void {
    if (losesSessions) forgetSessions(this.aedes);
    this.#stopListening = this.#world.listen(this.port, (connection) => {
      this.aedes.handle(connection);
    });
  }

  /** Breaks every connection and takes none; what is retained is kept. */
  shut(): void {
    this.#stopListening();
    closeClients(this.aedes);
  }

  close(): Promise<void> {
    this.#stopListening();
    this.aedes.close();
    return Promise.resolve();
  }
}
