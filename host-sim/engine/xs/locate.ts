/** Finds the XS engine that `npm ci` has compiled. */

import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

const PACKAGE = '@agoric/xsnap';
const FOLDERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'lin', darwin: 'mac' };

/** The worker's binary, or what is missing and how to get it. */
export type WorkerPlace = { readonly path: string } | { readonly missing: string };

export function locateWorker(platform = process.platform): WorkerPlace {
  const folder = FOLDERS[platform];
  if (folder === undefined) {
    return { missing: `XS's worker is not made for ${platform}; Linux and macOS have it` };
  }
  const { resolve } = createRequire(import.meta.url);
  let root: string;
  try {
    root = dirname(resolve(`${PACKAGE}/package.json`));
  } catch {
    return {
      missing: `${PACKAGE} is not installed; install make and a C compiler, then run: npm ci`,
    };
  }
  const path = join(root, 'xsnap-native/xsnap/build/bin', folder, 'release/xsnap-worker');
  if (existsSync(path)) return { path };
  return { missing: `${PACKAGE} is not compiled; install make and a C compiler, then run: npm ci` };
}
