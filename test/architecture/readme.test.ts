/** What the pages in Markdown point to is there: links, anchors, commands, paths and tests. */

import { existsSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { deepEqual, equal, ok } from '../kit/assert';
import { test } from '../kit/test';
import { filesIn, ROOT } from './source';

const PAGES = [
  'README.md',
  ...['.github', 'boards', 'firmware', 'host-sim', 'test'].flatMap((folder) =>
    filesIn(folder, '.md'),
  ),
];

/** What is shipped, with what it may point to that is in the clone only. */
const SHIPPED = /^(README\.md|boards\/|firmware\/|host-sim\/)/;
const IN_CLONE = /^((test|\.github)\/|host-sim\/dashboard\/[\w-]+\.png$)/;

const textOf = (page: string): string => readFileSync(join(ROOT, page), 'utf8');

/** Without what is code: a snippet's brackets are no links, its # no headings. */
const prose = (text: string): string =>
  text.replace(/^```.*?^```/gms, '').replace(/(`+)(?!`).*?[^`]\1(?!`)/g, 'code');

/** The names that GitHub gives to a page's headings. */
function anchorsOf(text: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading] of text.replace(/^```.*?^```/gms, '').matchAll(/^#+ (.*)$/gm)) {
    const plain = heading!.replace(/\[(.*?)\]\(.*?\)/g, '$1').toLowerCase();
    const name = plain.replace(/[^\p{L}\p{N} _-]/gu, '').replaceAll(' ', '-');
    let unique = name;
    for (let n = 1; anchors.has(unique); n++) unique = `${name}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Paths and anchors that a page points to, from the root; not addresses of the web. */
function targetsOf(page: string): string[] {
  const text = prose(textOf(page));
  const links = [...text.matchAll(/\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"/g)];
  return links
    .map(([, link, source]) => link ?? source!)
    .filter((link) => !/^[a-z]+:/.test(link))
    .map((link) => (link.startsWith('#') ? page + link : posix.join(posix.dirname(page), link)));
}

/** Why a target leads nowhere. */
function problemOf(target: string): string | undefined {
  const [path, anchor] = target.split('#') as [string, string?];
  if (path.startsWith('..') || !existsSync(join(ROOT, path))) return `${path} is not there`;
  if (anchor === undefined) return undefined;
  return anchorsOf(textOf(path)).has(anchor) ? undefined : `${path} has no heading #${anchor}`;
}

for (const page of PAGES) {
  test(`${page}: what it links to is there`, () => {
    deepEqual(targetsOf(page).map(problemOf).filter(Boolean), []);
  });
}

test('the form for bugs points to a heading of the README', () => {
  const form = textOf('.github/ISSUE_TEMPLATE/bug.yml');
  const links = [...form.matchAll(/blob\/main\/([^)\s]+)/g)];
  equal(links.length, 1);
  deepEqual(links.map(([, target]) => problemOf(target!)).filter(Boolean), []);
});

test('every page that explains a folder is reached from the README', () => {
  const reached = new Set(['README.md']);
  for (const page of reached) {
    for (const target of targetsOf(page)) {
      const path = target.split('#')[0]!;
      if (path.endsWith('.md')) reached.add(path);
    }
  }
  deepEqual(
    PAGES.filter((page) => page.endsWith('README.md') && !reached.has(page)),
    [],
  );
});

test('a page that is shipped points outside the package to tests, .github and pictures only', () => {
  const { files } = JSON.parse(textOf('package.json')) as { readonly files: readonly string[] };
  const leftOut = files
    .filter((entry) => entry.startsWith('!'))
    .map((entry) => new RegExp(`^${entry.slice(1).replaceAll('.', '\\.').replace('*', '[^/]*')}$`));
  const isIn = (path: string): boolean =>
    !leftOut.some((pattern) => pattern.test(path)) &&
    ['README.md', 'LICENSE', ...files].some((entry) => `${path}/`.startsWith(`${entry}/`));
  const shipped = PAGES.filter((page) => SHIPPED.test(page));
  ok(shipped.every(isIn));
  const outside = shipped.flatMap(targetsOf).filter((target) => {
    const path = target.split('#')[0]!;
    return !isIn(path) && !IN_CLONE.test(path);
  });
  deepEqual(outside, []);
});

test('commands that the pages give are in package.json, and choose tests that are there', () => {
  const { scripts } = JSON.parse(textOf('package.json')) as {
    readonly scripts: Readonly<Record<string, string>>;
  };
  const tests = filesIn('test', '.test.ts');
  const wrong: string[] = [];
  let seen = 0;
  for (const page of PAGES) {
    const commands =
      /npm run (?:-s )?([a-z][a-z:-]*)|npx pubsub-xs ([a-z][a-z-]*)|npm test -- ([a-z-]+)/g;
    for (const [command, script, name, word] of textOf(page).matchAll(commands)) {
      seen++;
      const isThere =
        word === undefined
          ? scripts[(script ?? name)!] !== undefined
          : tests.some((file) => file.slice('test/'.length).includes(word));
      if (!isThere) wrong.push(`${page}: ${command}`);
    }
  }
  ok(seen > 50, `${seen}`);
  deepEqual(wrong, []);
});

test('files and folders of the project that the pages name are there', () => {
  const wrong: string[] = [];
  let seen = 0;
  for (const page of PAGES) {
    if (page === 'test/conformance/README.md') continue; // it is made, and names tests
    const paths = /(?<![\w/-])(?:firmware|host-sim|test|boards)(?:\/[\w.-]*\w)+/g;
    for (const [path] of textOf(page).matchAll(paths)) {
      seen++;
      const from = posix.join(posix.dirname(page), path);
      const places = [path, `${path}.ts`, from].map((place) => join(ROOT, place));
      if (!places.some((place) => existsSync(place))) wrong.push(`${page}: ${path}`);
    }
  }
  ok(seen > 30, `${seen}`);
  deepEqual(wrong, []);
});
