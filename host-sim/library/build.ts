/**
 * `npm pack` and `npm publish` run it: makes in build/library what package.json exports to
 * programs on Node, JavaScript with esbuild and its declarations with tsc. (The simulator
 * runs from its sources, and so does the chip.)
 */

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { runCommand } from '../terminal';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LIBRARY = join(ROOT, 'build', 'library');
const ROOMS = ['firmware/mqtt', 'firmware/security', 'firmware/sensors'];

/** Files below a folder that end like this, from the root. */
function filesIn(folder: string, end: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(end))
    .map((name) => join(folder, name));
}

/** Each module by its name, and what several have in common once: `instanceof` and constants agree. */
async function makeScripts(): Promise<void> {
  await build({
    entryPoints: ['host-sim/library/node.ts', ...ROOMS.flatMap((room) => filesIn(room, '.ts'))],
    absWorkingDir: ROOT,
    outbase: ROOT,
    outdir: LIBRARY,
    chunkNames: 'shared/[hash]',
    bundle: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node20',
    inject: ['host-sim/library/text.ts'],
    sourcemap: true,
    sourcesContent: false, // they are in the package
    logLevel: 'warning',
  });
}

function makeDeclarations(): void {
  const tsc = createRequire(import.meta.url).resolve('typescript/bin/tsc');
  execFileSync(process.execPath, [tsc, '-p', 'host-sim/library'], { cwd: ROOT, stdio: 'inherit' });
  // What node.ts has inside is no one's business outside.
  for (const inside of ['board', 'world'])
    rmSync(join(LIBRARY, 'host-sim', inside), { recursive: true });
  // The sources are written for bundlers; Node's rules for modules want the file's whole name.
  for (const file of filesIn('build/library', '.d.ts')) {
    const path = join(ROOT, file);
    const text = readFileSync(path, 'utf8');
    writeFileSync(path, text.replace(/((?:from|import\() ?')(\.[^']*)'/g, "$1$2.js'"));
  }
}

await runCommand(async () => {
  rmSync(LIBRARY, { recursive: true, force: true });
  await makeScripts();
  makeDeclarations();
  return 0;
});
