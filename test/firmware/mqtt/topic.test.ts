/** Topic names and topic filters, MQTT 3.1.1 clause 4.7. */

import fc from 'fast-check';
import { isTopicFilter, matches, Topic, topicNameBytes } from '../../../firmware/mqtt/topic';
import { deepEqual, equal, includes, throws } from '../../kit/assert';
import { bytes, type Part } from '../../kit/bytes';
import { test, tries } from '../../kit/test';

const LONGEST = 'a'.repeat(65_535);
const TOO_LONG = `${LONGEST}a`;

function isTopicName(name: string): boolean {
  return topicNameBytes(name) !== undefined;
}

/** What it shows, the text, whether it is a topic name, and whether it is a topic filter. */
const TEXTS: readonly (readonly [string, Part, boolean, boolean])[] = [
  ['one character [MQTT-4.7.3-1]', 'a', true, true],
  ['several levels', 'home/kitchen/temperature', true, true],
  ['nothing [MQTT-4.7.3-1]', '', false, false],
  ['a slash alone', '/', true, true],
  ['an empty first level', '/a', true, true],
  ['an empty last level', 'a/', true, true],
  ['empty levels in between', 'a///b', true, true],
  ['a space', ' ', true, true],
  ['a $ topic', '$SYS/broker/load', true, true],
  ['a shared subscription', '$share/group/a/+/#', false, true],
  ['a shared subscription without wildcards', '$share/group/a', true, true],
  ['a shared subscription without a group', '$share//a', true, false],
  ['a shared subscription without a filter', '$share/group/', true, false],
  ['a shared subscription of nothing but a group', '$share/group', true, false],
  ['a wildcard for a group', '$share/+/a', false, false],
  ['what only begins like a shared subscription', '$shared', true, true],
  ['characters beyond ASCII', 'küche/温度/🌡', true, true],
  ['a byte order mark', '\ufeffa', true, true],
  ['65,535 bytes [MQTT-4.7.3-3]', LONGEST, true, true],
  ['65,536 bytes', TOO_LONG, false, false],
  ['U+0000 [MQTT-4.7.3-2]', 'a\0b', false, false],
  ['bad UTF-8', [0x61, 0xff], false, false],
  ['half a surrogate pair', '\ud800', false, false],
  ['half a surrogate pair, as bytes', [0xed, 0xa0, 0x80], false, false],
  ['U+0000 behind a character beyond ASCII', 'ä\0', false, false],
  ['a wildcard behind a character beyond ASCII', 'ä/+', false, true],
  ['# alone', '#', false, true],
  ['# in the last level [MQTT-4.7.1-2]', 'a/b/#', false, true],
  ['# behind an empty level', '/#', false, true],
  ['# not in the last level', 'a/#/b', false, false],
  ['# not in the last level, which is empty', '#/', false, false],
  ['# behind other characters', 'a#', false, false],
  ['# behind other characters of its level', 'a/b#', false, false],
  ['# before other characters', '#a', false, false],
  ['two #', '##', false, false],
  ['# in the first and in the last level', '#/#', false, false],
  ['+ alone [MQTT-4.7.1-3]', '+', false, true],
  ['+ in the first level', '+/a', false, true],
  ['+ in between', 'a/+/b', false, true],
  ['+ in the last level', 'a/+', false, true],
  ['+ in every level', '+/+/+', false, true],
  ['+ behind an empty level', '/+', false, true],
  ['+ before an empty level', '+/', false, true],
  ['+ and #', '+/a/+/#', false, true],
  ['+ behind other characters', 'a+', false, false],
  ['+ behind other characters of its level', 'a/b+/c', false, false],
  ['+ before other characters', '+a', false, false],
  ['+ before other characters of its level', 'a/+b', false, false],
  ['two + in one level', '++', false, false],
  ['+ and # in one level', '+#', false, false],
  ['# and + in one level', 'a/#+', false, false],
  ['a wildcard and bad UTF-8', [0x2b, 0xff], false, false],
];

for (const [what, part, asName, asFilter] of TEXTS) {
  const kinds = asName ? 'a name and a filter' : asFilter ? 'a filter only' : 'neither';
  test(`${what}: ${kinds}`, () => {
    if (typeof part === 'string') equal(isTopicName(part), asName, 'as a name');
    equal(isTopicFilter(bytes(part)), asFilter, 'as a filter');
  });
}

test('a Topic keeps its name and its bytes', () => {
  const topic = new Topic('küche');
  equal(topic.name, 'küche');
  deepEqual(topic.bytes, bytes('küche'));
});

test('a Topic that may not be published to throws, naming it [MQTT-3.3.2-2]', () => {
  for (const name of ['', '#', 'a/+', 'a\0']) {
    const error = throws(() => new Topic(name), `"${name}"`);
    equal(error instanceof TypeError, true);
  }
  includes(throws(() => new Topic('a'.repeat(65_536))).message, 'no topic');
});

/** Filter, name, whether the one matches the other. */
const MATCHES: readonly (readonly [string, string, boolean])[] = [
  // without wildcards
  ['a/b', 'a/b', true],
  ['a/b', 'a', false],
  ['a', 'a/b', false],
  ['a', 'A', false], // clause 4.7.3: case matters
  ['a', 'a ', false],
  ['a', '/a', false], // a leading slash is a level of its own
  ['/a', '/a', true],
  ['a/', 'a', false],
  ['a', 'a/', false],
  ['a/', 'a/', true],
  ['a//b', 'a//b', true],
  ['a//b', 'a/b', false],
  ['/', '/', true],
  ['ä', 'ä', true],
  ['ä', 'a\u0308', false], // no normalisation, clause 4.7.3
  // # : the example of clause 4.7.1.2
  ['sport/tennis/player1/#', 'sport/tennis/player1', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/ranking', true],
  ['sport/tennis/player1/#', 'sport/tennis/player1/score/wimbledon', true],
  ['sport/tennis/player1/#', 'sport/tennis/player2', false],
  ['sport/tennis/player1/#', 'sport/tennis', false],
  ['a/#', 'a', true],
  ['a/#', 'a/', true],
  ['a/#', 'ab', false],
  ['a/#', 'ab/c', false],
  ['#', 'a', true],
  ['#', 'a/b/c', true],
  ['#', '/', true],
  ['/#', '/', true],
  ['/#', '/a/b', true],
  ['/#', 'a', false],
  ['a/b/#', 'a', false],
  // + : the examples of clause 4.7.1.3
  ['sport/tennis/+', 'sport/tennis/player1', true],
  ['sport/tennis/+', 'sport/tennis/player1/ranking', false],
  ['sport/+', 'sport', false],
  ['sport/+', 'sport/', true],
  ['+/+', '/finance', true],
  ['/+', '/finance', true],
  ['+', '/finance', false],
  ['+', 'a', true],
  ['+', 'a/b', false],
  ['+/b', 'a/b', true],
  ['+/b', '/b', true],
  ['a/+/c', 'a/b/c', true],
  ['a/+/c', 'a//c', true],
  ['a/+/c', 'a/c', false],
  ['+/+/+', 'a/b', false],
  ['+/', 'a/', true],
  ['+/', 'a', false],
  // both
  ['+/a/#', 'x/a', true],
  ['+/a/#', 'x/a/b/c', true],
  ['+/a/#', 'a/b', false],
  ['a/+/#', 'a', false],
  ['a/+/#', 'a/b', true],
  ['+/#', 'a', true],
  ['+/#', '/', true],
  // $ topics [MQTT-4.7.2-1]
  ['#', '$SYS', false],
  ['#', '$SYS/load', false],
  ['+', '$SYS', false],
  ['+/load', '$SYS/load', false],
  ['+/#', '$SYS/load', false],
  ['$SYS/#', '$SYS/load', true],
  ['$SYS/#', '$SYS', true],
  ['$SYS/+', '$SYS/load', true],
  ['$SYS/load', '$SYS/load', true],
  ['a/+', 'a/$b', true], // the rule is about the first level
  ['a/#', 'a/$b', true],
  ['/#', '/$SYS', true],
  ['+', 'a$', true],
];

for (const [filter, name, expected] of MATCHES) {
  test(`"${filter}" ${expected ? 'matches' : 'does not match'} "${name}"`, () => {
    equal(matches(filter, name), expected);
  });
}

/** The rules of clause 4.7 as a regular expression. */
function expression(filter: string): RegExp {
  const rest = filter
    .split('/')
    .map((level) => (level === '+' ? '[^/]*' : level.split('$').join('\\$')))
    .join('/')
    .replace(/\/#$/, '(/.*)?')
    .replace(/^#$/, '.*');
  return new RegExp(`^${/^[+#]/.test(filter) ? '(?!\\$)' : ''}${rest}$`);
}

test('filters match as regular expressions made of them do', () => {
  const level = fc.constantFrom('', 'a', 'b', '$s');
  const name = fc.array(level, { minLength: 1, maxLength: 4 }).map((levels) => levels.join('/'));
  const filter = fc
    .tuple(
      fc.array(fc.oneof(level, fc.constant('+')), { maxLength: 4 }),
      fc.constantFrom('a', '+', '#', ''),
    )
    .map(([levels, last]) => [...levels, last].join('/'));
  fc.assert(
    fc.property(
      filter.filter((text) => isTopicFilter(bytes(text))),
      name.filter(isTopicName),
      (wanted, given) => {
        equal(matches(wanted, given), expression(wanted).test(given), `${wanted} on ${given}`);
      },
    ),
    { numRuns: tries(2000) },
  );
});

for (const [filter, isOne] of [
  ['$share/group/a', true],
  ['$share/group/#', true],
  ['$share/group//', true],
  ['$share/g/$SYS/+', true],
  ['$share', true], // a topic as any other
  ['$shared/+', true],
  ['$share/', false],
  ['$share/group', false],
  ['$share/group/', false],
  ['$share//a', false],
  ['$share/+/a', false],
  ['$share/#', false],
] as const) {
  test(`"${filter}" is ${isOne ? 'a' : 'no'} filter: a shared one has a name and a filter (4.8.2 of 5.0)`, () => {
    equal(isTopicFilter(bytes(filter)), isOne);
  });
}
