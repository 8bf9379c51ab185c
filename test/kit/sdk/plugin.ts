/** For bundles: what firmware/moddable imports of the SDK is a stand-in of this folder. */

import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const FOLDER = fileURLToPath(new URL('.', import.meta.url));
const ADAPTERS = fileURLToPath(new URL('../../../firmware/moddable/', import.meta.url));

export const STAND_INS: Plugin = {
  name: 'stand-ins for the SDK',
  setup: (build) => {
    build.onResolve({ filter: /^[^./]/ }, ({ path, importer }) => {
      if (!importer.startsWith(ADAPTERS)) return undefined;
      return { path: `${FOLDER}${path.split('/').at(-1)!}.ts` };
    });
  },
};
