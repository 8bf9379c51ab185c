/** A copy of the project to build in, and what its manifests name. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { filesIn, ROOT } from '../architecture/source';
import type { ModuleNames } from './link';

/** Copies what git knows or would take into `folder`, so that no build leaves anything in the tree. */
export function copyProject(folder: string): void {
  const words = ['ls-files', '--cached', '--others', '--exclude-standard', '-z'];
  const files = execFileSync('git', words, { cwd: ROOT, encoding: 'utf8' }).split('\0');
  for (const file of files.filter(Boolean)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true });
    cpSync(join(ROOT, file), join(folder, file), { force: true });
  }
}

interface Manifest {
  readonly modules?: Readonly<Record<string, unknown>>;
  readonly platforms?: Readonly<Record<string, Manifest>>;
}

/** The modules of an image for the chip. */
export function moduleNames(): ModuleNames {
  const manifest = readManifest('manifest.json');
  const required = [manifest, manifest.platforms?.['esp32'] ?? {}].flatMap(ownNames);
  const optional = filesIn('firmware', 'manifest.json')
    .map(readManifest)
    .flatMap((fragment) => [fragment, ...Object.values(fragment.platforms ?? {})])
    .flatMap(ownNames)
    // What the station needs itself is in the root manifest as well.
    .filter((name) => !required.includes(name));
  return { required, optional };
}

/** What the client's own fragment brings. */
export function clientNames(): readonly string[] {
  return ownNames(readManifest('firmware/mqtt/manifest.json'));
}

/** The modules of a home-care board's image. */
export function homeCareNames(): ModuleNames {
  const { required, optional } = moduleNames();
  const build = readManifest(HOME_CARE);
  const fragments = ['home-care', 'sensors/contact', 'sensors/blood-pressure', 'moddable/digital']
    .map((folder) => readManifest(`firmware/${folder}/manifest.json`))
    .flatMap((fragment) => [fragment, fragment.platforms?.['esp32'] ?? {}]);
  const more = [...fragments, build.platforms?.['esp32'] ?? {}].flatMap(ownNames);
  return {
    required: [...required, ...more],
    optional: optional.filter((name) => !more.includes(name)),
  };
}

export const HOME_CARE = './firmware/home-care/board.json';

/** Has the copy in `folder` include every fragment; the names of an image like that. */
export function includeFragments(folder: string): ModuleNames {
  const path = join(folder, 'manifest.json');
  const manifest = JSON.parse(readFileSync(path, 'utf8')) as { include: string[] };
  const fragments = filesIn('firmware', 'manifest.json').map((name) => `./${name}`);
  manifest.include.push(...fragments);
  writeFileSync(path, JSON.stringify(manifest));
  const { required, optional } = moduleNames();
  return { required: [...required, ...optional], optional: [] };
}

function readManifest(path: string): Manifest {
  return JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Manifest;
}

/** Without `*` and `~`, which name C and modules of the SDK's, and declarations for one of those. */
function ownNames({ modules = {} }: Manifest): string[] {
  return Object.keys(modules).filter((name) => !/^(\*|~|embedded:.*)$/.test(name));
}
