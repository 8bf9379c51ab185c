import { DEFAULT_INTERVAL_MS } from '../../../firmware/station/settings';
import { deepEqual, equal, ok } from '../../kit/assert';
import { problemsOf, scenarioOf, stepParts } from '../../kit/scenario';
import { test } from '../../kit/test';

const HEAD = 'title: T\nlasts: 2h\n';

const CELLAR = `title: A cellar that loses its Wi-Fi for a day
board: { every: 60s, qos: 2, id: cellar, sensor: dht11, base: home, topic: a/b, discovery: homeassistant }
climate: night.csv
seed: 7
lasts: 36h
timeline:
  - at: 1h
    fault: wifi.gone
    for: 24h
  - at: 90m
    fault: tcp.slow
    with: { delayMs: 2000 }
  - at: 2h
    fault: wifi.blink
  - at: 30h
    expect: status online
    within: 30s
  - { at: 31h, expect: no reading, for: 1m }
  - at: 32h
    publish: a/set
    payload: '{"intervalMs": 5000}'
    qos: 1
    retain: true
  - { at: 33h, publish: a/set }
expect:
  lost: 0
  order: kept
  readings: at least 2000
`;

test('a scenario is read with all that it has', () => {
  const { title, board, seed, lastsMs, timeline, expect, climate } = scenarioOf(CELLAR);
  equal(title, 'A cellar that loses its Wi-Fi for a day');
  deepEqual(board, {
    intervalMs: 60_000,
    sensor: 'DHT11',
    id: 'cellar',
    base: 'home',
    topic: 'a/b',
    qos: 2,
    discovery: 'homeassistant',
    birthTopic: undefined,
  });
  equal(seed, 7);
  equal(lastsMs, 129_600_000);
  deepEqual(climate?.(0)(1_800_000), { temperatureC: 5.5, humidityPercent: 60.5 });
  deepEqual(timeline.map(stepParts), [
    [3_600_000, 'wifi.gone', {}, 86_400_000],
    [5_400_000, 'tcp.slow', { delayMs: 2_000, jitterMs: 0 }, undefined],
    [7_200_000, 'wifi.blink', {}, undefined],
    [108_000_000, 'status online', 30_000],
    [111_600_000, 'no reading', 60_000],
    [115_200_000, { topic: 'a/set', payload: '{"intervalMs": 5000}', qos: 1, retain: true }],
    [118_800_000, { topic: 'a/set', payload: '', qos: 0, retain: false }],
  ]);
  deepEqual(
    expect.map(({ text }) => text),
    ['lost: 0', 'readings: at least 2000', 'order: kept'],
  );
});

test('what is left out has its default', () => {
  const { board, seed, timeline, expect, climate } = scenarioOf(HEAD);
  equal(board.intervalMs, DEFAULT_INTERVAL_MS);
  equal(board.sensor, 'DHT22');
  equal(seed, 1);
  deepEqual([timeline, expect, climate], [[], [], undefined]);
});

test('a climate can be two numbers', () => {
  const { climate } = scenarioOf(`${HEAD}climate: { temperature: 21.5, humidity: 40 }\n`);
  deepEqual(climate?.(0)(99), { temperatureC: 21.5, humidityPercent: 40 });
});

test('names that look like numbers stay as they were written', () => {
  equal(scenarioOf(`${HEAD}board: { id: 007 }`).board.id, '007');
  equal(scenarioOf('title: 1.0\nlasts: 1h').title, '1.0');
});

test('discovery may be true, for Home Assistant’s own prefix, or false', () => {
  const prefixes = ['true', 'false', '"true"', 'ha'].map(
    (written) => scenarioOf(`${HEAD}board: { discovery: ${written} }`).board.discovery,
  );
  deepEqual(prefixes, ['homeassistant', undefined, 'true', 'ha']);
});

test('a birth topic goes with discovery', () => {
  const { board } = scenarioOf(`${HEAD}board: { discovery: ha, birth-topic: ha/up }`);
  deepEqual([board.discovery, board.birthTopic], ['ha', 'ha/up']);
});

/** What stands behind title and length, and the lines with which it is refused. */
const REFUSED: readonly (readonly [string, ...string[]])[] = [
  [
    'board:\n  birth-topic: ha/up',
    '4:16: birth-topic: Home Assistant is told of nothing; add discovery',
  ],
  [
    'timeline:\n  - at: 1h\n    fault: wifi.gnoe',
    '5:12: fault "wifi.gnoe": there is no such fault; did you mean wifi.gone?',
  ],
  [
    'timeline:\n  - at: 1h\n    fault: xyzzy',
    '5:12: fault "xyzzy": there is no such fault; known are wifi.gone, wifi.blink, tcp.slow, power.broken',
  ],
  ['bord: {}', '3:1: "bord": a scenario has no such key; did you mean board?'],
  ['board: { evry: 1s }', '3:10: "evry": the board has no such key; did you mean every?'],
  [
    'board: { broker: x }',
    '3:10: "broker": the board has no such key; known are every, sensor, id, base, topic, qos, discovery, birth-topic',
  ],
  ['board: { every: 5x }', '3:17: every 5x: write a duration like 1s, 90s, 5m or 1h'],
  ['board: { every: 60 }', '3:17: every 60: write a duration like 1s, 90s, 5m or 1h'],
  ['board: { qos: 3 }', '3:15: qos 3: write a whole number from 0 to 2'],
  ['board: { id: a/b }', '3:14: id is "a/b"; it must not contain / + or #'],
  ['board: { id: "" }', '3:14: id is empty'],
  ['board: { qos: [1] }', '3:15: qos is a list; write one value'],
  ['board: dht22', '3:8: board is "dht22"; write "key: value" under it'],
  ['board:', '3:1: "board" says nothing; write something behind it or leave it out'],
  ['seed: -1', '3:7: seed is "-1"; write a number from 0 to 2147483647'],
  ['seed: 1.5', '3:7: seed is "1.5"; write a whole number'],
  ['seed: seven', '3:7: seed is "seven"; write a number from 0 to 2147483647'],
  ['climate: no.csv', '3:10: climate no.csv: there is no such file'],
  [
    'climate: bad.csv',
    '3:10: climate bad.csv:2: temperature "warm" is not a number; a line is time,°C,%',
  ],
  ['climate: { temperature: 21 }', '3:10: "humidity" is missing: write %'],
  [
    'climate: { temperature: 21, humidity: 140 }',
    '3:39: humidity is "140"; write a number from 0 to 100',
  ],
  ['timeline: soon', '3:11: timeline is "soon"; write a list, each entry behind "- "'],
  [
    'timeline:\n  - soon',
    '4:5: a step is "soon"; write "at:" with "fault:", "expect:" or "publish:"',
  ],
  ['timeline:\n  -', '4:4: a step is empty; write "at:" with "fault:", "expect:" or "publish:"'],
  ['timeline:\n  - at: 1h', '4:5: this step has no fault, expect or publish'],
  [
    'timeline:\n  - { at: 1h, fault: wifi.gone, expect: reading }',
    '4:5: this step has fault and expect; make 2 steps of it',
  ],
  ['timeline:\n  - { at: 1h, publish: a/# }', '4:24: publish "a/#": a topic has neither # nor +'],
  ['timeline:\n  - { at: 1h, publish: a, retain: often }', '4:35: retain: write true or false'],
  ['timeline:\n  - { at: 1h, publish: a, qos: 3 }', '4:32: qos is "3"; write a number from 0 to 2'],
  [
    'timeline:\n  - { at: 1h, publish: a, for: 1s }',
    '4:27: "for": a step has no such key; did you mean qos?',
  ],
  ['timeline:\n  - { fault: wifi.gone }', '4:5: "at" is missing: write a duration from the start'],
  ['timeline:\n  - { at: 3h, fault: wifi.gone }', '4:11: at 3h: that is behind the end (2h)'],
  [
    'timeline:\n  - { at: 1h, fault: wifi.gone, for: 90m }',
    '4:38: for 90m: that is over at 2h 30m, behind the end (2h)',
  ],
  [
    'timeline:\n  - { at: 2h, expect: reading, within: 1s }',
    '4:40: within 1s: that is over at 2h 1s, behind the end (2h)',
  ],
  [
    'timeline:\n  - { at: 1h, fault: wifi.gone, for: long }',
    '4:38: for long: write a duration like 500ms, 30s, 5m, 36h or 7d',
  ],
  [
    'timeline:\n  - { at: 1h, fault: wifi.blink, for: 1m }',
    '4:34: for: wifi.blink is over in the moment in which it happens; leave it out',
  ],
  [
    'timeline:\n  - { at: 1h, fault: wifi.gone, with: { x: 1 } }',
    '4:33: with: wifi.gone has nothing that can be set; leave it out',
  ],
  [
    'timeline:\n  - { at: 1h, fault: tcp.slow, with: { delayS: 1 } }',
    '4:40: "delayS": tcp.slow has no such key; did you mean delayMs?',
  ],
  [
    'timeline:\n  - { at: 1h, fault: tcp.slow, with: { delayMs: 0 } }',
    '4:49: delayMs is "0"; write a number from 1 to 10000',
  ],
  [
    'timeline:\n  - { at: 1h, fault: tcp.slow, with: { delayMs: 2s } }',
    '4:49: delayMs is "2s"; write a number from 1 to 10000',
  ],
  [
    'timeline:\n  - { at: 1h, expect: status onlin }',
    '4:23: expect "status onlin": did you mean status online?',
  ],
  [
    'timeline:\n  - { at: 1h, expect: mqtt gone, within: 1m }',
    '4:23: expect "mqtt gone": mqtt is connected, failed, lost, disconnected',
  ],
  [
    'timeline:\n  - { at: 1h, expect: no status online }',
    '4:23: expect "no status online": write status online or status offline',
  ],
  [
    'timeline:\n  - { at: 1h, expect: reading }',
    '4:5: "within" is missing: write how long it may take',
  ],
  [
    'timeline:\n  - { at: 1h, expect: no reading, within: 1m }',
    '4:35: within: with expect "no reading" write "for:" in its place',
  ],
  ['expect: { lost: none }', '3:17: lost none: write a number, "at least N" or "at most N"'],
  ['expect: { order: keept }', '3:18: order keept: did you mean kept?'],
  [
    'expect: { lots: 0 }',
    '3:11: "lots": what is expected at the end has no such key; did you mean lost?',
  ],
  [
    'seed: x\nboard: { qos: 9 }\nexpect: { lost: x }',
    '3:7: seed is "x"; write a number from 0 to 2147483647',
    '4:15: qos 9: write a whole number from 0 to 2',
    '5:17: lost x: write a number, "at least N" or "at most N"',
  ],
];

for (const [text, ...lines] of REFUSED) {
  test(`${text.replaceAll('\n', ' ')} is refused at its place`, () => {
    deepEqual(
      problemsOf(HEAD + text),
      lines.map((line) => `a.yaml:${line}`),
    );
  });
}

/** Whole files, and the lines with which they are refused. */
const WRONG_FILES: readonly (readonly [string, ...string[]])[] = [
  ['', '1:1: it is empty; begin with "title: " and a name'],
  ['# nothing yet\n', '1:1: it is empty; begin with "title: " and a name'],
  ['- a', '1:1: it is a list; begin with "title: " and a name'],
  ['hello', '1:1: it is "hello"; begin with "title: " and a name'],
  [
    'seed: 1',
    '1:1: "title" is missing: write what the story is, in a few words',
    '1:1: "lasts" is missing: write how long it takes, like 36h',
  ],
  [
    'title: T\nstarts: tomorrow\nlasts: 1h',
    '2:9: starts tomorrow: write a time like 2026-01-31T06:00:00Z',
  ],
  ['title: T\nlasts: 61d', '2:8: lasts 61d: write at least 1s and at most 60d'],
  ['title: T\nlasts: 10ms', '2:8: lasts 10ms: write at least 1s and at most 60d'],
  ['title: [T]\nlasts: 1h', '1:8: title is a list; write one value'],
  ['title: T\ntitle: U\nlasts: 1h', '2:1: this key is there twice'],
  [
    'title: a: b\nlasts: 1h',
    '1:8: two ": " in one line; put what contains one between quotation marks',
  ],
  ['title: T\nlasts: 1h\nboard:\n\tqos: 1', '4:1: a tab; indent with spaces'],
  ['title: T\n---\ntitle: U', '2:1: a second document begins here; write one scenario in a file'],
];

for (const [text, ...lines] of WRONG_FILES) {
  test(`a file of ${JSON.stringify(text)} is refused at its place`, () => {
    deepEqual(
      problemsOf(text),
      lines.map((line) => `a.yaml:${line}`),
    );
  });
}

test('a scenario may be written on Windows', () => {
  equal(scenarioOf(CELLAR.replaceAll('\n', '\r\n')).lastsMs, 129_600_000);
  deepEqual(problemsOf('title: T\r\nlasts: 1h\r\nseed: x'), [
    'a.yaml:3:7: seed is "x"; write a number from 0 to 2147483647',
  ]);
});

test('whatever is cut off or put in between is refused in lines, or read', () => {
  for (let length = 0; length < CELLAR.length; length++) {
    const cut = CELLAR.slice(0, length);
    for (const text of [cut, `${cut}: [${CELLAR.slice(length)}`, `${cut}\n  - ${cut}`]) {
      for (const line of problemsOf(text)) ok(/^a\.yaml(:\d+:\d+)?: [^\n]+$/.test(line), line);
    }
  }
});

const CARE = `title: T
home-care: true
lasts: 2h
timeline:
  - { at: 1s, expect: alert cold raised, within: 1m }
  - { at: 1s, expect: no call emergency, for: 1h }
  - { at: 1s, expect: alert, within: 1m }
`;

test('alerts and calls can be expected where there is home care', () => {
  const { homeCare, timeline } = scenarioOf(CARE);
  equal(homeCare, true);
  deepEqual(
    timeline.map((step) => step.kind === 'expect' && step.awaited.kind),
    ['care', 'care', 'care'],
  );
});

test('what only a home-care board has is refused elsewhere, each at its place', () => {
  deepEqual(problemsOf(CARE.replace('home-care: true\n', '')), [
    'a.yaml:4:23: expect "alert cold raised": only a home-care board has that; write "home-care: true" at the beginning',
    'a.yaml:5:23: expect "no call emergency": only a home-care board has that; write "home-care: true" at the beginning',
    'a.yaml:6:23: expect "alert": only a home-care board has that; write "home-care: true" at the beginning',
  ]);
  deepEqual(problemsOf(CARE.replace('true', 'perhaps').split('timeline')[0]!), [
    'a.yaml:2:12: home-care is "perhaps"; write true or false',
  ]);
  deepEqual(problemsOf(CARE.replace('cold raised', 'cold risen')), [
    'a.yaml:5:23: expect "alert cold risen": did you mean alert cold raised?',
  ]);
});
