import { checkSettings, intervalProblem } from '../../../firmware/station/settings';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const LEAST = {
  wifi: { ssid: 'home' },
  broker: { host: 'broker.local' },
  sensors: [{ model: 'DHT22', pin: 4 }],
};

/** The problems with settings that differ from the least ones in these fields, as one text. */
function problems(change: object): string {
  const checked = checkSettings({ ...LEAST, ...change });
  return checked.ok ? '' : checked.problems.map((p) => `${p.field} ${p.message}`).join('\n');
}

test('what is not given has its default', () => {
  const checked = checkSettings(LEAST);
  ok(checked.ok);
  deepEqual(checked.settings, {
    base: 'pubsub-xs',
    wifi: { ssid: 'home' },
    broker: { host: 'broker.local', port: 1883 },
    keepAliveS: 30,
    qos: 1,
    sensors: [{ model: 'DHT22', pin: 4, intervalMs: 10_000 }],
    wakeBudgetMs: 15_000,
  });
});

test('everything that can be set is taken over', () => {
  const all = {
    id: 'RPi1',
    base: 'home/climate',
    topic: '/fxwalsh/temperature',
    wifi: { ssid: 'Wäi-Fi', password: 'p w$#"\'\\=ü' },
    broker: { host: '10.0.0.1', port: 8884, user: 'me', password: '' },
    keepAliveS: 0,
    qos: 2,
    sensors: [
      { model: 'dht11', pin: 0, intervalMs: 10_000, negative: 'complement' },
      { model: 'AM2302', pin: 48, intervalMs: 86_400_000 },
    ],
    backlog: 10_000,
    sleep: true,
    wakeBudgetMs: 60_000,
  };
  const checked = checkSettings(all);
  ok(checked.ok);
  deepEqual(checked.settings, all);
});

test('discovery has Home Assistant’s own prefix and birth topic unless others are given', () => {
  for (const [discovery, prefix, birthTopic] of [
    [{}, 'homeassistant', 'homeassistant/status'],
    [{ prefix: 'ha/attic' }, 'ha/attic', 'homeassistant/status'],
    [{ birthTopic: 'ha/up' }, 'homeassistant', 'ha/up'],
  ] as const) {
    const checked = checkSettings({ ...LEAST, id: 'A_z-09', discovery });
    ok(checked.ok);
    deepEqual(checked.settings.discovery, { prefix, birthTopic });
  }
});

/** DER begins like this. */
const DER = 'MAA=';

test('TLS is taken over with its own port, and an own certificate with its key', () => {
  const tls = { ca: DER, certificate: DER, key: DER, alpn: 'mqtt' };
  const checked = checkSettings({ ...LEAST, broker: { host: 'h', tls } });
  ok(checked.ok);
  deepEqual(checked.settings.broker, { host: 'h', port: 8883, tls });
  equal(problems({ broker: { host: 'h', tls: { insecure: true } } }), '');
});

/** What is wrong with TLS, keys and derived passwords, and what is said of it. */
const INSECURE: readonly (readonly [object, string])[] = [
  [{ broker: { host: 'h', tls: {} } }, 'broker.tls needs ca'],
  [{ broker: { host: 'h', tls: { insecure: false } } }, 'broker.tls needs ca'],
  [{ broker: { host: 'h', tls: { ca: DER, insecure: true } } }, 'leave one of them out'],
  [{ broker: { host: 'h', tls: { ca: DER, certificate: DER } } }, 'needs certificate and key'],
  [{ broker: { host: 'h', tls: { ca: '-----BEGIN' } } }, 'broker.tls.ca is no DER'],
  [{ broker: { host: 'h', tls: { ca: 'AAA=' } } }, 'broker.tls.ca is no DER'],
  [{ broker: { host: 'h', tls: { cA: DER } } }, 'did you mean ca?'],
  [{ broker: { host: 'h', tls: true } }, 'broker.tls is a boolean, not an object'],
  [{ broker: { host: 'h', derivesPassword: true } }, 'needs broker.password'],
  [{ broker: { host: 'h', derivesPassword: 1 } }, 'broker.derivesPassword'],
  [{ payloadKey: '' }, 'payloadKey has 0 bytes'],
  [{ payloadKey: 'short' }, 'payloadKey is refused: key 1 is none'],
  [{ payloadKey: `${'A'.repeat(43)}=,` }, 'key 2 is none'],
];

for (const [change, part] of INSECURE) {
  test(`${JSON.stringify(change)} is refused`, () => {
    includes(problems(change), part);
  });
}

const WRONG: readonly (readonly [object, string])[] = [
  [{ id: '' }, 'id has 0 bytes; allowed are 1 to 64'],
  [{ id: 'a/b' }, 'id is "a/b"; it must not contain / + or #'],
  [{ id: 'a+b' }, 'id is "a+b"'],
  [{ id: 'a\0' }, 'id must not contain U+0000'],
  [{ id: '\ud800' }, 'id must not contain U+0000 or half a surrogate pair'],
  [{ broker: { host: 'x', user: 'a\0' } }, 'broker.user must not contain U+0000'],
  [{ broker: { host: 'x', user: 'a', password: '\udfff' } }, 'broker.password must not contain'],
  [{ id: 7 }, 'id is a number, not text'],
  [{ sleep: 'yes' }, 'sleep is a string; it must be true or false'],
  [{ wakeBudgetMs: 999 }, 'wakeBudgetMs is 999'],
  [
    { sleep: true, sensors: [{ model: 'DHT22', pin: 4, intervalMs: 9_999 }] },
    'sensors[0].intervalMs is 9999; a board that sleeps wants 10000 at least',
  ],
  [{ id: 'ü'.repeat(33) }, 'id has 66 bytes'],
  [{ base: 'a/#' }, 'base is "a/#"; a topic must not contain'],
  [{ base: '$SYS/x' }, 'topics that begin with $ belong to the broker'],
  [{ base: '' }, 'base has 0 bytes'],
  [{ topic: 'a/+' }, 'topic is "a/+"'],
  [{ topic: 'x'.repeat(129) }, 'topic has 129 bytes'],
  [{ wifi: undefined }, 'wifi is missing, not an object'],
  [{ wifi: {} }, 'wifi.ssid is missing'],
  [{ wifi: { ssid: 'x'.repeat(33) } }, 'wifi.ssid has 33 bytes; allowed are 1 to 32'],
  [{ wifi: { ssid: 'x', password: 'x'.repeat(65) } }, 'wifi.password has 65 bytes'],
  [{ broker: {} }, 'broker.host is missing'],
  [
    { broker: { host: 'x', port: 0 } },
    'broker.port is 0; it must be a whole number from 1 to 65535',
  ],
  [{ broker: { host: 'x', port: '1883' } }, 'broker.port is a string'],
  [{ broker: { host: 'x', password: 'y' } }, 'broker.password needs broker.user beside it'],
  [{ broker: 'mqtt://x' }, 'broker is a string, not an object'],
  [{ keepAliveS: -1 }, 'keepAliveS is -1'],
  [{ discovery: {}, id: 'süd' }, 'id is "süd"; with discovery it takes letters, digits, _ and -'],
  [{ discovery: {}, id: 'a.b' }, 'id is "a.b"; with discovery'],
  [{ discovery: { prefix: 'a/+' } }, 'discovery.prefix is "a/+"; a topic must not contain'],
  [{ discovery: { birthTopic: '#' } }, 'discovery.birthTopic is "#"; a topic must not contain'],
  [{ discovery: { prefix: '' } }, 'discovery.prefix has 0 bytes'],
  [{ discovery: true }, 'discovery is a boolean, not an object'],
  [
    { discovery: {}, payloadKey: `${'A'.repeat(43)}=` },
    'discovery does not go with a payload key: Home Assistant cannot read what is encrypted',
  ],
  [
    { discovery: {}, sensors: [LEAST.sensors[0], { model: 'DHT11', pin: 5 }] },
    'discovery takes one sensor and not 2: a reading does not say whose it is',
  ],
  [{ qos: 3 }, 'qos is 3; it must be a whole number from 0 to 2'],
  [{ keepAliveS: NaN }, 'keepAliveS is NaN'],
  [{ sensors: [] }, 'sensors must be a list with at least one sensor'],
  [{ sensors: {} }, 'sensors must be a list'],
  [{ sensors: [7] }, 'sensors[0] is a number, not an object'],
  [{ sensors: [{ model: 'BME280', pin: 4 }] }, 'sensors[0].model is "BME280"; known are DHT11'],
  [{ sensors: [{ model: 'DHT22' }] }, 'sensors[0].pin is missing'],
  [{ sensors: [LEAST.sensors[0], { model: 'DHT11', pin: 49 }] }, 'sensors[1].pin is 49'],
  [
    { sensors: [{ model: 'DHT11', pin: 4, intervalMs: 999 }] },
    'sensors[0].intervalMs is 999; it must be a whole number from 1000 to 86400000 (milliseconds)',
  ],
  [{ backlog: 0 }, 'backlog is 0'],
  [{ backlog: null }, 'backlog is null'],
  [{ id: '\u0001' }, 'id must not contain control characters'],
  [{ base: 'a\nb' }, 'base must not contain control characters'],
  [{ topic: 'a\u007f' }, 'topic must not contain control characters'],
  [{ id: 'a\u0085b' }, 'id must not contain control characters'],
  [{ topic: 'pubsub-xs/a/set' }, 'topic is "pubsub-xs/a/set", where a station has its'],
  [{ id: 'a', base: 'x/y', topic: 'x/y/a/status' }, 'topic is "x/y/a/status"'],
  [{ topic: 'pubsub-xs/esp32-0aff12/error' }, 'topic is "pubsub-xs/esp32-0aff12/error"'],
  [{ broker: { host: 'mqtt://foo' } }, 'broker.host must be the host only, like broker.local'],
  [{ broker: { host: 'foo bar' } }, 'broker.host must be the host only'],
  [{ broker: { host: 'a\nb' } }, 'broker.host must be the host only'],
  [{ broker: { host: 'foo:1883' } }, 'broker.host must be the host only'],
  [{ wifi: { ssid: 'x', password: '' } }, 'wifi.password is empty; leave it out for an open'],
  [{ wifi: { ssid: 'x', password: 'short12' } }, 'wifi.password has 7 bytes; WPA2 wants 8 to 63'],
  [{ wifi: { ssid: 'x', password: 'g'.repeat(64) } }, 'or 64 hexadecimal digits'],
  [{ keepalive: 5 }, 'keepalive is no setting; did you mean keepAliveS?'],
  [{ xyzzy: 5 }, 'xyzzy is no setting; known are id, base, topic, wifi'],
  [{ wifi: { ssid: 'x', pasword: 'y' } }, 'wifi.pasword is no setting; did you mean password?'],
  [{ broker: { host: 'x', username: 'y' } }, 'broker.username is no setting; known are host'],
  [
    { sensors: [{ model: 'DHT22', pin: 4, interval: 5_000 }] },
    'sensors[0].interval is no setting; did you mean intervalMs?',
  ],
  [
    { sensors: [LEAST.sensors[0], { model: 'DHT11', pin: 4 }] },
    'sensors[1].pin is 4, which is taken by sensors[0]',
  ],
  [
    { sensors: [{ model: 'DHT11', pin: 4, negative: 'two' }] },
    'sensors[0].negative is "two"; it must be sign or complement',
  ],
  [
    { sensors: [{ model: 'DHT22', pin: 4, negative: 'sign' }] },
    'sensors[0].negative is not for a DHT22',
  ],
];

for (const [change, expected] of WRONG) {
  test(`${JSON.stringify(change).slice(0, 60)} is refused, with its field named`, () => {
    includes(problems(change), expected);
  });
}

test('what only looks like a mistake is taken', () => {
  for (const change of [
    { topic: 'pubsub-xs/a/reading' },
    { topic: 'home/set' },
    { id: 'a', topic: 'other/a/set' },
    { id: 'ä\u00a0ö' },
    { wifi: { ssid: 'x', password: 'eight ch' } },
    { wifi: { ssid: 'x', password: '0123456789abcdefABCDEF'.padEnd(64, '0') } },
    { wifi: { ssid: 'x', password: 'x'.repeat(63) } },
    { broker: { host: 'bücher.example' } },
  ]) {
    equal(problems(change), '');
  }
});

test('two sensors without a pin are told what is missing, and nothing else', () => {
  equal(
    problems({ sensors: [{ model: 'DHT11' }, { model: 'DHT11' }] }),
    ['sensors[0].pin', 'sensors[1].pin']
      .map((field) => `${field} is missing; it must be a whole number from 0 to 48`)
      .join('\n'),
  );
});

test('no message repeats a login that was written into the host', () => {
  equal(problems({ broker: { host: 'mqtt://me:s3cret@h' } }).includes('s3cret'), false);
});

test('all problems are found at once', () => {
  equal(problems({ id: '', wifi: {}, backlog: 0 }).split('\n').length, 3);
});

test('what is no object at all is refused without an exception', () => {
  for (const input of [undefined, null, 7, 'x', [], () => undefined]) {
    equal(checkSettings(input).ok, false);
  }
});

test('no message repeats a password', () => {
  const secret = 'correct horse'.repeat(10);
  const text = problems({
    wifi: { ssid: 'x', password: secret },
    broker: { host: 'x', user: 'u', password: secret },
  });
  includes(text, 'wifi.password');
  includes(text, 'broker.password');
  equal(text.includes('horse'), false);
});

test('an interval is a whole number of milliseconds from a second to a day', () => {
  for (const good of [1_000, 86_400_000]) equal(intervalProblem(good), undefined);
  for (const bad of [
    999,
    86_400_001,
    1_000.5,
    NaN,
    Infinity,
    '1000',
    null,
    undefined,
    true,
    [1000],
  ]) {
    ok(intervalProblem(bad) !== undefined);
  }
});

test('a board that knows its pins refuses a sensor where it can have none', () => {
  const over = (pin: number, sensorPins?: readonly number[]) =>
    checkSettings({
      wifi: { ssid: 'x' },
      broker: { host: 'x' },
      sensors: [{ model: 'DHT22', pin }],
      sensorPins,
    });
  equal(over(4, [2, 4]).ok, true);
  equal(over(6).ok, true);
  deepEqual(over(6, [2, 4]), {
    ok: false,
    problems: [
      {
        field: 'sensors[0].pin',
        message: 'is 6, where this board can have no sensor; it can on 2, 4',
      },
    ],
  });
  const noList = over(4, 'all' as unknown as readonly number[]);
  deepEqual(!noList.ok && noList.problems[0], {
    field: 'sensorPins',
    message: 'must be a list of GPIOs',
  });
  const none = over(99, [2, 4]);
  equal(!none.ok && none.problems.length, 1); // told once
});
