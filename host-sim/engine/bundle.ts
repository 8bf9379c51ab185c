/** The firmware as one script: what the engines evaluate. */

import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

/** The name under which the script leaves its exports. */
export const BUNDLE_GLOBAL = 'firmware';

const ENTRY = fileURLToPath(new URL('./firmware-entry.ts', import.meta.url));

export interface Bundle {
  readonly code: string;
}

/** Bundles the station. Unminified, with the source map inside, so that errors can name TypeScript lines. */
export async function bundleFirmware(): Promise<Bundle> {
  const result = await build({
    entryPoints: [ENTRY],
    bundle: true,
    write: false,
    format: 'iife',
    globalName: BUNDLE_GLOBAL,
    target: 'es2022',
    // ES modules are strict; the script that esbuild makes of them is only with this.
    banner: { js: "'use strict';" },
    sourcemap: 'inline',
    sourcesContent: false,
    logLevel: 'silent',
  });
  const [file] = result.outputFiles;
  if (!file) throw new Error('esbuild made no bundle');
  return { code: file.text };
}
