/** Where an image is built, when the project's folder has a name that make cannot work with. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { buildFolder, isPlainPath } from '../../../host-sim/chip/build-folder';
import { deepEqual, equal, ok } from '../../kit/assert';

test('capitals are well, spaces and what makefiles mean something by are not', () => {
  for (const path of ['/home/me/PubSub-XS', '/opt/a_b/c+1.2']) ok(isPlainPath(path), path);
  for (const path of ['/My Board', '/a$b', '/a#b', '/a:b', "/it's", '/grün', '/a%b']) {
    ok(!isPlainPath(path), path);
  }
});

test('a plain folder is built in place', () => {
  deepEqual(buildFolder('/home/me/PubSub'), { path: '/home/me/PubSub', isCopy: false });
});

test('from another the sources of the image are copied, and renewed the next time', () => {
  const temporary = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  const root = join(temporary, 'My Board $1');
  try {
    for (const folder of ['boards/one', 'firmware/mqtt', 'host-sim/board', 'node_modules/x']) {
      mkdirSync(join(root, folder), { recursive: true });
    }
    writeFileSync(join(root, 'manifest.json'), '{}');
    writeFileSync(join(root, 'firmware/main.ts'), 'first');
    const { path, isCopy } = buildFolder(root, temporary);
    equal(isCopy, true);
    ok(isPlainPath(path), path);
    equal(readFileSync(join(path, 'firmware/main.ts'), 'utf8'), 'first');
    writeFileSync(join(root, 'firmware/main.ts'), 'second');
    buildFolder(root, temporary);
    equal(readFileSync(join(path, 'firmware/main.ts'), 'utf8'), 'second');
  } finally {
    rmSync(temporary, { recursive: true });
  }
});
