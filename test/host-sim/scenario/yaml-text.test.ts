import { LineCounter } from 'yaml';
import { Problems } from '../../../host-sim/scenario/problems';
import { yamlContent } from '../../../host-sim/scenario/yaml-text';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

/** The problems of a text, and how long it took to find them. */
function judge(text: string): { readonly lines: string[]; readonly tookMs: number } {
  const startMs = performance.now();
  const lines = new LineCounter();
  const problems = new Problems(lines);
  yamlContent(text, lines, problems);
  return {
    lines: problems.sorted.map(({ line, column, message }) => `${line}:${column}: ${message}`),
    tookMs: performance.now() - startMs,
  };
}

const BOTTOMLESS: Readonly<Record<string, string>> = {
  'lists in brackets': '['.repeat(100_000),
  'maps in braces': '{a: '.repeat(25_000),
  'lists in lists': `${'- '.repeat(50_000)}x`,
  'keys that are asked for': '? '.repeat(50_000),
  'maps in maps': Array.from({ length: 400 }, (_, level) => `${' '.repeat(level)}a:`).join('\n'),
};

for (const [what, text] of Object.entries(BOTTOMLESS)) {
  test(`${what} without end are refused, and soon`, () => {
    const { lines, tookMs } = judge(text);
    deepEqual(lines, ['0:0: it is nested more than 12 levels deep']);
    ok(tookMs < 5_000, `${tookMs} ms`);
  });
}

test('what refers to something else is refused, so that nothing can grow out of little', () => {
  const bomb = ['a: &a [x, x]', 'b: &b [*a, *a]', 'c: [*b, *b]'].join('\n');
  deepEqual(judge(bomb).lines, [
    '1:7: &a: names have no use here',
    '2:7: &b: names have no use here',
    '2:8: *a: write out what is meant',
    '2:12: *a: write out what is meant',
    '3:5: *b: write out what is meant',
    '3:9: *b: write out what is meant',
  ]);
});

test('types of its own are refused', () => {
  equal(judge('a: !!binary aGk=').lines.length, 1);
  equal(judge('a: !secret x').lines.length, 1);
});
