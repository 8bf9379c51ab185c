/** Finds the XS engine that `npm ci` has compiled. */

import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { isInstalled } from '../../invocation';

const PACKAGE = '@agoric/xsnap';
/** Where it is left out of an installed package's own modules: its makefiles cannot work in a path with blanks. */
const AGAIN = isInstalled() ? `run: npm install ${PACKAGE}` : 'run: npm ci';
const FOLDERS: Readonly<Partial<Record<NodeJS.Platform, string>>> = { linux: 'lin', darwin: 'mac' };

/** A binary that does not say its version at once does not run here. */
const PATIENCE_MS = 5_000;
const BROKEN = `the XS that ${PACKAGE} has compiled does not run here; delete node_modules and ${AGAIN}`;

/** The version of XS, like `13.3.0`, or undefined when it does not run. */
export function versionOf(path: string): string | undefined {
  const { error, stdout } = spawnSync(path, ['-v'], { encoding: 'utf8', timeout: PATIENCE_MS });
  return error ? undefined : /XS (\d+\.\d+\.\d+)/.exec(stdout)?.[1];
}

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
      missing: `${PACKAGE} is not installed; install make and a C compiler, then ${AGAIN}`,
    };
  }
  const path = join(root, 'xsnap-native/xsnap/build/bin', folder, 'release/xsnap-worker');
  if (existsSync(path)) return versionOf(path) === undefined ? { missing: BROKEN } : { path };
  return { missing: `${PACKAGE} is not compiled; install make and a C compiler, then ${AGAIN}` };
}
