/** Optional modules: each brings a manifest fragment, and leaves no trace where nobody includes it. */

import { readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { deepEqual, ok } from '../kit/assert';
import { test } from '../kit/test';
import { filesIn, importsOf, ROOT } from './source';

interface Fragment {
  readonly modules: Readonly<Record<string, string>>;
  readonly preload: readonly string[];
}

/** What another's project includes for the client alone; it has the client's own modules and those it needs of the SDK's. */
const CLIENT = 'firmware/mqtt';

/** Folders that a build includes by their fragment. */
const OPTIONAL = filesIn('firmware', 'manifest.json')
  .map((name) => posix.dirname(name))
  .filter((folder) => folder !== CLIENT);

const USED_BY_STATION: readonly string[] = [
  'mqtt/session',
  'mqtt/outbox',
  'security',
  'moddable/crypto',
];

/** What a fragment brings to the chip, whether for all platforms or for it alone. */
function fragmentOf(folder: string): Fragment {
  const text = readFileSync(join(ROOT, folder, 'manifest.json'), 'utf8');
  const fragment = JSON.parse(text) as Partial<Fragment> & {
    readonly platforms?: { readonly esp32: Fragment };
  };
  const own = fragment.platforms?.esp32;
  return {
    modules: { ...fragment.modules, ...own?.modules },
    preload: [...(fragment.preload ?? []), ...(own?.preload ?? [])],
  };
}

/** Every module that is there at run time when `entry` is. */
function reachable(entry: string): Set<string> {
  const found = new Set<string>();
  const visit = (path: string): void => {
    if (found.has(path)) return;
    found.add(path);
    for (const { target, typeOnly } of importsOf(`${path}.ts`)) {
      if (target !== undefined && !typeOnly) visit(target);
    }
  };
  visit(entry);
  return found;
}

test('the client’s fragment names all that a program needs for it, and preloads it', () => {
  const { modules, preload } = fragmentOf(CLIENT);
  const entries = ['mqtt/pubsubclient', 'mqtt/explain', 'moddable/network'];
  const needed = new Set(entries.flatMap((entry) => [...reachable(`firmware/${entry}`)]));
  const names = [...needed].map((path) => path.slice('firmware/'.length)).sort();
  deepEqual(Object.keys(modules).sort(), names);
  deepEqual([...preload].sort(), names);
  for (const [module, path] of Object.entries(modules)) {
    deepEqual(posix.join(CLIENT, path), `firmware/${module}`);
  }
});

test('what is optional needs nothing but the client and other optional modules', () => {
  const { modules } = fragmentOf(CLIENT);
  const all = OPTIONAL.filter((folder) => folder.startsWith(CLIENT));
  const known = [CLIENT, ...all].flatMap((folder) => Object.keys(fragmentOf(folder).modules));
  const missing = all
    .flatMap((folder) => Object.keys(fragmentOf(folder).modules))
    .flatMap((module) => [...reachable(`firmware/${module}`)])
    .filter((path) => !known.includes(path.slice('firmware/'.length)));
  ok(Object.keys(modules).length > 20);
  deepEqual(missing, []);
});

test('optional modules were found', () => {
  ok(OPTIONAL.length >= 4);
});

for (const folder of OPTIONAL) {
  const name = folder.replace('firmware/', '');

  test(`the fragment of ${name} names each of its modules, and preloads them`, () => {
    const { modules, preload } = fragmentOf(folder);
    // Files of nothing but types leave no module behind.
    const files = filesIn(folder)
      .filter((file) => file.endsWith('.ts') && !file.endsWith('.d.ts') && hasCode(file))
      .map((file) => file.slice('firmware/'.length, -'.ts'.length));
    deepEqual(Object.keys(modules).sort(), files.sort());
    deepEqual([...preload].sort(), files.sort());
    for (const [module, path] of Object.entries(modules)) {
      deepEqual(posix.join(folder, path), `firmware/${module}`);
    }
  });

  // What the station needs itself is in the root manifest as well, module by module.
  const station = USED_BY_STATION.includes(name) ? [] : ['main', 'moddable/platform-esp32'];
  const who =
    station.length > 0 ? 'the station and the minimal client reach' : 'the minimal client reaches';

  test(`${who} nothing of ${name}`, () => {
    const entries = ['mqtt/pubsubclient', ...station];
    const seen = entries.flatMap((entry) => [...reachable(`firmware/${entry}`)]);
    deepEqual(
      seen.filter((path) => path.startsWith(`${folder}/`)),
      [],
    );
  });
}

/** Whether a file declares anything but types. */
function hasCode(file: string): boolean {
  return /^(export )?(abstract |async )?(class|const|function|let|enum) /m.test(
    readFileSync(join(ROOT, file), 'utf8'),
  );
}
