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

/** Folders that a build includes by their fragment. */
const OPTIONAL = filesIn('firmware', 'manifest.json').map((name) => posix.dirname(name));

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
