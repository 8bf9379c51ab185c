/** What mqtt-packet needs of Node and XS has not; none of it runs in what is measured but Buffer. */

import { createRequire } from 'node:module';
import type { BundleOptions } from '../../host-sim/engine/bundle';

const require = createRequire(import.meta.url);

const STUBS = `
globalThis.global = globalThis;
globalThis.console ??= { log() {}, warn() {}, error() {} };
globalThis.process ??= { env: {}, nextTick(run, ...args) { run(...args); }, emitWarning() {} };
globalThis.AbortController ??= class {};
globalThis.AbortSignal ??= class {};
globalThis.queueMicrotask ??= (run) => { Promise.resolve().then(run); };
globalThis.setTimeout ??= () => 0;
`;

/** Packages in place of Node's modules. */
const PACKAGES: Readonly<Record<string, string>> = {
  buffer: 'buffer/',
  events: 'events/',
  string_decoder: 'string_decoder/',
  stream: 'readable-stream/lib/ours/browser.js',
};

export const MQTT_PACKET_SHIMS: BundleOptions = {
  inject: ['bench:globals'],
  plugins: [
    {
      name: 'Node for mqtt-packet',
      setup: (build) => {
        build.onResolve(
          { filter: /^(node:)?(buffer|events|string_decoder|stream)$/ },
          ({ path }) => ({
            path: require.resolve(PACKAGES[path.replace('node:', '')]!),
          }),
        );
        build.onResolve({ filter: /^bench:/ }, ({ path }) => ({ path, namespace: 'bench' }));
        build.onLoad({ filter: /./, namespace: 'bench' }, () => ({
          contents: `${STUBS}\nexport { Buffer } from 'buffer'; export const process = globalThis.process;`,
          resolveDir: process.cwd(),
        }));
      },
    },
  ],
};
