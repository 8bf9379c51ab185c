/** The manifest against the tree: mcconfig takes no wildcards for TypeScript and shakes no trees. */

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { deepEqual, equal, ok } from '../kit/assert';
import { test } from '../kit/test';
import { importsOf, ROOT } from './source';

interface Modules {
  readonly modules: Readonly<Record<string, string>>;
  readonly preload: readonly string[];
}

interface Manifest extends Modules {
  readonly platforms: Readonly<Record<string, Modules>>;
}

interface RawModules {
  readonly modules: Readonly<Record<string, string | readonly string[]>>;
  readonly preload: readonly string[];
}

interface RawManifest extends RawModules {
  readonly platforms: Readonly<Record<string, RawModules>>;
}

const raw = JSON.parse(readFileSync(join(ROOT, 'manifest.json'), 'utf8')) as RawManifest;

/** Without `*`, which names C alone, `~`, which takes modules of the SDK's away, and declarations for one of them. */
function named({ modules, preload }: RawModules): Modules {
  const own = Object.entries(modules).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return { modules: Object.fromEntries(own), preload };
}

const manifest: Manifest = {
  ...named(raw),
  platforms: Object.fromEntries(
    Object.entries(raw.platforms).map(([platform, block]) => [platform, named(block)]),
  ),
};

/** A module's name: its path under firmware/, or from the root for what the simulator lends. */
function nameOf(path: string): string {
  return path.replace(/^firmware\//, '');
}

/** Every module that is there at run time when `entry` is, by name. */
function reachable(entry: string): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (path: string): void => {
    if (found.has(nameOf(path))) return;
    found.set(nameOf(path), `./${path}`);
    for (const { target, specifier, typeOnly } of importsOf(`${path}.ts`)) {
      if (typeOnly) continue;
      if (target !== undefined) visit(target);
      else if (specifier.startsWith('host-sim/')) visit(specifier);
    }
  };
  visit(entry);
  return found;
}

const common = reachable('firmware/main');

test('the manifest names exactly the modules that main needs', () => {
  deepEqual(manifest.modules, Object.fromEntries([...common].sort()));
});

for (const [platform, { modules, preload }] of Object.entries(manifest.platforms)) {
  test(`the manifest names exactly the modules that ${platform} adds`, () => {
    const entry = `firmware/moddable/platform-${platform}`;
    const added = new Map([...reachable(entry)].filter(([name]) => !common.has(name)));
    added.delete(nameOf(entry));
    added.set('moddable/platform', `./${entry}`);
    deepEqual(modules, Object.fromEntries([...added].sort()));
  });

  test(`all modules that ${platform} adds are preloaded`, () => {
    deepEqual([...preload].sort(), Object.keys(modules).sort());
  });
}

test('all modules are preloaded', () => {
  deepEqual([...manifest.preload].sort(), Object.keys(manifest.modules).sort());
});

test('a name resolves relative imports as the path of its file does', () => {
  const wrong = Object.entries({ ...manifest.modules, ...manifest.platforms['lin']?.modules })
    .map(([name, path]) => [name, nameOf(path.slice(2))] as const)
    .filter(([name, path]) => name.split('/').length !== path.split('/').length);
  deepEqual(wrong, []);
});

test('every C file stands beside a module that is named, or is named itself', () => {
  const folder = 'firmware/moddable/esp32';
  const { modules } = raw.platforms['esp32']!;
  const paths = Object.values(modules).flat();
  const sources = readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.c'));
  ok(sources.length > 3);
  deepEqual(
    sources.filter((name) => !paths.includes(`./${folder}/${name.slice(0, -2)}`)),
    [],
  );
});

test('the SDK’s own network set-up, which waits for ever on a wrong password, is left out', () => {
  deepEqual(raw.platforms['esp32']!.modules['~'], [
    '$(MODDABLE)/build/devices/esp32/setup/network',
  ]);
});

test('every file that the manifest names is there', () => {
  const paths = [manifest, ...Object.values(manifest.platforms)].flatMap(({ modules }) =>
    Object.values(modules),
  );
  for (const path of paths) equal(existsSync(join(ROOT, `${path}.ts`)), true, path);
});

interface Build {
  readonly include: readonly string[];
  readonly modules: Readonly<Record<string, string>>;
  readonly platforms: Readonly<
    Record<string, { readonly modules: Readonly<Record<string, string>> }>
  >;
}

/** All that the manifests which a build includes name, for a platform. */
function includedBy(path: string, platform: string): string[] {
  const build = JSON.parse(readFileSync(join(ROOT, path), 'utf8')) as Partial<Build>;
  const own = { ...build.modules, ...build.platforms?.[platform]?.modules };
  const folder = posix.dirname(path);
  const local = (build.include ?? []).filter((name) => name.startsWith('.'));
  return [
    ...Object.keys(own),
    ...local.flatMap((name) => includedBy(posix.join(folder, name), platform)),
  ];
}

for (const platform of ['esp32', 'lin']) {
  test(`the home-care board’s manifest has all that a home-care board on ${platform} needs`, () => {
    const named = includedBy('firmware/home-care/board.json', platform);
    const needed = [
      ...reachable('firmware/main-home-care').keys(),
      ...reachable(`firmware/moddable/home-care-${platform}`).keys(),
    ].filter((name) => name !== 'main-home-care' && name !== `moddable/home-care-${platform}`);
    deepEqual(
      needed.filter((name) => !named.includes(name)),
      [],
    );
    ok(named.includes('main') && named.includes('moddable/home-care'));
  });
}
