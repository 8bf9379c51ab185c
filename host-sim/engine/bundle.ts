/** TypeScript as one strict script: what the engines evaluate. */

import { fileURLToPath } from 'node:url';
import { build, type BuildOptions, type Plugin } from 'esbuild';

/** The name under which a script leaves its exports. */
export const BUNDLE_GLOBAL = 'firmware';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

export interface Bundle {
  readonly code: string;
  /** The source map, as JSON; its paths are relative to the project's folder. */
  readonly map: string;
}

export interface BundleOptions {
  /** For the meters, where lines cost bytecodes; such a script cannot be read back. */
  readonly minify?: boolean;
  readonly plugins?: Plugin[];
  /** Modules whose exports stand in for globals. */
  readonly inject?: string[];
  /** What stands in for names, as source. */
  readonly define?: Record<string, string>;
}

/** Bundles the module at `path`, which is relative to the project's folder. */
export async function bundle(path: string, options: BundleOptions = {}): Promise<Bundle> {
  return bundleFrom({ entryPoints: [path] }, options);
}

/** Bundles a module of these lines; its imports are relative to the project's folder. */
export async function bundleSource(source: string, options: BundleOptions = {}): Promise<Bundle> {
  return bundleFrom({ stdin: { contents: source, resolveDir: ROOT, loader: 'ts' } }, options);
}

/** Programs that a board can have. */
export type ProgramName = 'station' | 'home-care';

const ENTRIES: Readonly<Record<ProgramName, string>> = {
  station: 'host-sim/engine/firmware-entry.ts',
  'home-care': 'host-sim/engine/home-care-entry.ts',
};

/** Bundles the station, or another program. */
export function bundleFirmware(
  options: BundleOptions = {},
  program: ProgramName = 'station',
): Promise<Bundle> {
  return bundle(ENTRIES[program], options);
}

async function bundleFrom(
  entry: Pick<BuildOptions, 'entryPoints' | 'stdin'>,
  { minify = false, plugins = [], inject = [], define = {} }: BundleOptions,
): Promise<Bundle> {
  const { outputFiles } = await build({
    ...entry,
    absWorkingDir: ROOT,
    outfile: 'bundle.js',
    bundle: true,
    write: false,
    format: 'iife',
    globalName: BUNDLE_GLOBAL,
    target: 'es2022',
    // ES modules are strict; the script that esbuild makes of them is only with this.
    banner: { js: "'use strict';" },
    minify,
    sourcemap: 'external',
    sourcesContent: false,
    logLevel: 'silent',
    plugins,
    inject,
    define,
  });
  const file = (end: string): string => {
    const found = outputFiles.find(({ path }) => path.endsWith(end));
    if (!found) throw new Error(`esbuild made no ${end}`);
    return found.text;
  };
  return { code: file('.js'), map: file('.map') };
}
