import { NvsStore } from '../../../../firmware/moddable/esp32/nvs-store';
import { deepEqual, equal, includes, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { nvs } from '../../../kit/sdk/key-value';
import { test } from '../../../kit/test';

const TOO_LONG = '1234567890123456';

function opened(path: string) {
  const domain = new NvsStore().open({ path });
  nvs.calls.length = 0;
  return domain;
}

test('values are written, read as copies, listed and deleted', () => {
  const domain = opened('plain');
  domain.write('a', bytes(1, 2));
  domain.write('b', bytes());
  deepEqual(domain.read('a'), bytes(1, 2));
  deepEqual(domain.keys(), ['a', 'b']);
  domain.delete('a');
  equal(domain.read('a'), undefined);
});

test('deleting does not read what it deletes, and what is not there is deleted already', () => {
  const domain = opened('deleting');
  domain.delete('absent');
  nvs.failure = 'ESP_ERR_NVS_NOT_FOUND';
  domain.delete('absent');
  deepEqual(nvs.calls, ['delete absent', 'delete absent']);
});

for (const [action, run] of [
  ['write', (domain) => domain.write('interval', bytes(1))],
  ['read', (domain) => domain.read('interval')],
  ['delete', (domain) => domain.delete('interval')],
] as readonly (readonly [string, (domain: ReturnType<typeof opened>) => void])[]) {
  test(`a failure to ${action} says so, with key, domain, and what happened`, () => {
    const domain = opened('station');
    nvs.failure = 'ESP_ERR_NVS_NOT_ENOUGH_SPACE';
    const { message } = throws(() => run(domain));
    const expected = `cannot ${action} "interval" of "station": no space is left in NVS (ESP_ERR_NVS_NOT_ENOUGH_SPACE)`;
    equal(message, expected);
  });
}

test('a failure to list or to open names the domain', () => {
  const domain = opened('station');
  nvs.failure = 'ESP_ERR_NVS_NOT_INITIALIZED';
  equal(
    throws(() => domain.keys()).message,
    'cannot list the keys of "station": NVS does not work (ESP_ERR_NVS_NOT_INITIALIZED)',
  );
  nvs.failure = 'ESP_ERR_NVS_NOT_ENOUGH_SPACE';
  equal(
    throws(() => opened('other')).message,
    'cannot open "other": no space is left in NVS (ESP_ERR_NVS_NOT_ENOUGH_SPACE)',
  );
});

for (const [failure, words] of [
  ['ESP_ERR_NVS_VALUE_TOO_LONG', 'the value is too long'],
  ['ESP_ERR_NVS_NOT_FOUND', 'it is not there'],
  ['ESP_ERR_NVS_PAGE_FULL', 'no space is left'],
  ['ESP_ERR_NVS_TYPE_MISMATCH', 'another kind'],
  ['mismatch', 'another kind'],
  ['ESP_ERR_NVS_NOT_ENOUGH_SPACE (in write)', 'no space is left'],
  ['ESP_ERR_NO_MEM', 'no memory is left'],
  ['ESP_FAIL', 'ESP_FAIL'],
] as const) {
  test(`${failure} is told as: ${words}`, () => {
    const domain = opened('words');
    nvs.failure = failure;
    const { message } = throws(() => domain.write('key', bytes(1)));
    includes(message, words);
    includes(message, failure);
  });
}

test('a failed write leaves the domain fit for use', () => {
  const domain = opened('again');
  nvs.failure = 'ESP_ERR_NVS_NOT_ENOUGH_SPACE';
  throws(() => domain.write('key', bytes(1)));
  domain.write('key', bytes(2));
  deepEqual(domain.read('key'), bytes(2));
});

test('a name of no or of too many bytes is refused in words, before NVS sees it', () => {
  const domain = opened('names');
  for (const [name, length] of [
    ['', 0],
    [TOO_LONG, 16],
    ['ääääääää', 16],
  ] as const) {
    const { message } = throws(() => domain.write(name, bytes(1)));
    includes(message, `"${name}" has ${length} bytes`);
    throws(() => new NvsStore().open({ path: name }), `"${name}" has ${length} bytes`);
  }
  deepEqual(nvs.calls, []);
});

test('what has a name that cannot be is not there', () => {
  const domain = opened('names');
  equal(domain.read(TOO_LONG), undefined);
  domain.delete(TOO_LONG);
  equal(domain.read(''), undefined);
  domain.delete('');
  deepEqual(nvs.calls, []);
});

test('a closed domain says so, and closing twice is harmless', () => {
  const domain = opened('closing');
  domain.close();
  domain.close();
  const uses = [
    () => domain.read('a'),
    () => domain.write('a', bytes(1)),
    () => domain.delete('a'),
    () => domain.keys(),
  ];
  for (const use of uses) throws(use, 'the domain "closing" is closed');
  deepEqual(nvs.calls, []);
});
