import fc from 'fast-check';
import { Pattern } from '../../../../firmware/mqtt/filters/pattern';
import { matches as judge } from '../../../../firmware/mqtt/topic';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { test } from '../../../kit/test';

function captured(pattern: string, topic: string): Readonly<Record<string, string>> | undefined {
  const levels = topic.split('/');
  const made = new Pattern(pattern);
  return made.matches(topic, levels) ? { ...made.capture(levels) } : undefined;
}

test('a named + captures its level, and MQTT sees a plain +', () => {
  equal(new Pattern('home/+room/temperature').filter, 'home/+/temperature');
  deepEqual(captured('home/+room/temperature', 'home/kitchen/temperature'), { room: 'kitchen' });
  equal(captured('home/+room/temperature', 'home/kitchen/humidity'), undefined);
});

test('a named # captures all levels that are left, which may be none', () => {
  equal(new Pattern('home/#rest').filter, 'home/#');
  deepEqual(captured('home/#rest', 'home/a/b'), { rest: 'a/b' });
  deepEqual(captured('home/#rest', 'home'), { rest: '' });
});

test('wildcards without names capture nothing', () => {
  deepEqual(captured('+/+/#', 'a/b/c'), {});
  deepEqual(captured('+x/+/+y', 'a/b/c'), { x: 'a', y: 'c' });
});

test('empty levels are levels', () => {
  deepEqual(captured('+a/+b', '/'), { a: '', b: '' });
  deepEqual(captured('/+b', '/x'), { b: 'x' });
  equal(captured('+a', '/x'), undefined);
});

test('wildcards in the first level do not match topics that begin with $', () => {
  equal(captured('#', '$SYS/uptime'), undefined);
  equal(captured('+a/uptime', '$SYS/uptime'), undefined);
  deepEqual(captured('$SYS/#what', '$SYS/uptime'), { what: 'uptime' });
});

const WRONG: readonly (readonly [string, string])[] = [
  ['', 'is no topic filter'],
  ['a/#/b', 'is no topic filter'],
  ['a/#rest/b', 'is no topic filter'],
  ['a+/b', 'is no topic filter'],
  ['a#', 'is no topic filter'],
  ['+a/+a', 'two levels called "a"'],
  ['+ä', 'cannot be called "ä"'],
  ['+a b', 'cannot be called "a b"'],
  ['+constructor', 'cannot be called "constructor"'],
  ['+toString', 'cannot be called "toString"'],
];

for (const [pattern, problem] of WRONG) {
  test(`the pattern "${pattern}" is refused with the reason`, () => {
    throws(() => new Pattern(pattern), problem);
  });
}

test('a pattern without names matches what the topic rules match', () => {
  const level = fc.constantFrom('', 'a', 'b', '$SYS', '+');
  const filters = fc
    .tuple(fc.array(level, { minLength: 1, maxLength: 4 }), fc.boolean())
    .map(([levels, open]) => [...levels, ...(open ? ['#'] : [])].join('/'))
    .filter((filter) => filter !== '');
  const names = fc
    .array(fc.constantFrom('', 'a', 'b', '$SYS'), { minLength: 1, maxLength: 5 })
    .map((levels) => levels.join('/'))
    .filter((name) => name !== '');
  fc.assert(
    fc.property(filters, names, (filter, name) => {
      equal(new Pattern(filter).matches(name, name.split('/')), judge(filter, name));
    }),
    { seed: 20_263, numRuns: 500 },
  );
});

test('a shared filter matches without its group, and names its levels', () => {
  const shared = new Pattern('$share/group/home/+room/#rest');
  equal(shared.filter, '$share/group/home/+/#');
  const topic = 'home/kitchen/a/b';
  equal(shared.matches(topic, topic.split('/')), true);
  deepEqual({ ...shared.capture(topic.split('/')) }, { room: 'kitchen', rest: 'a/b' });
  equal(new Pattern('$share/group/a').matches('a', ['a']), true);
  equal(new Pattern('$share/group/#').matches('$SYS/x', ['$SYS', 'x']), false);
});
