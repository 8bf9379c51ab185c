/** What people are told to type works where they are: no hint names npm's scripts itself. */

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { test } from 'node:test';
import { deepEqual, ok } from '../kit/assert';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const COMMENT = /^\s*(?:\/\*\*|\*|\/\/)/;
/** Which makes the hints, for both. */
const OWN = 'host-sim/invocation.ts';

test('only invocation.ts spells out a command of npm for people', () => {
  const files = ['firmware', 'host-sim'].flatMap((room) =>
    readdirSync(join(ROOT, room), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.ts'))
      .map((name) => `${room}/${name.replaceAll('\\', '/')}`),
  );
  ok(files.includes(OWN));
  const found = files
    .filter((file) => file !== OWN)
    .flatMap((file) =>
      readFileSync(join(ROOT, file), 'utf8')
        .split('\n')
        .filter((line) => !COMMENT.test(line) && /npm (?:run|start)\b/.test(line))
        .map((line) => `${file}: ${line.trim()}`),
    );
  deepEqual(found, []);
});
