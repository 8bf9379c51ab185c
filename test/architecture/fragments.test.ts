/** Optional modules: each brings a manifest fragment, and leaves no trace where nobody includes it. */

import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, posix } from 'node:path';
import { deepEqual, ok } from '../kit/assert';
import { test } from '../kit/test';
import { filesIn, importsOf, ROOT } from './source';

interface Fragment {
  readonly modules: Readonly<Record<string, string>>;
  readonly preload: readonly string[];
}

/** Folders of the client that a build includes by their fragment. */
const OPTIONAL = readdirSync(join(ROOT, 'firmware/mqtt'), { recursive: true, encoding: 'utf8' })
  .map((name) => posix.join('firmware/mqtt', name.replaceAll('\\', '/')))
  .filter((name) => name.endsWith('/manifest.json'))
  .map((name) => dirname(name))
  .sort();

function fragmentOf(folder: string): Fragment {
  return JSON.parse(readFileSync(join(ROOT, folder, 'manifest.json'), 'utf8')) as Fragment;
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
  ok(OPTIONAL.length > 0);
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

  test(`the minimal client reaches nothing of ${name}`, () => {
    const seen = [...reachable('firmware/mqtt/pubsubclient')];
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
