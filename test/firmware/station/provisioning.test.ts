/** Settings over the console: what is said, what is kept, and that no secret comes back. */

import fc from 'fast-check';
import { LONGEST_LINE } from '../../../firmware/station/console-lines';
import { NAMES, SECRETS } from '../../../firmware/station/flat-settings';
import { KeptSettings } from '../../../firmware/station/kept-settings';
import type { Problem } from '../../../firmware/station/checker';
import { Provisioning } from '../../../firmware/station/provisioning';
import { saveInterval, loadInterval } from '../../../firmware/station/saved-settings';
import { SimulatedFlash } from '../../../host-sim/board/flash';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { TestConsole } from '../../kit/console';
import { test, tries } from '../../kit/test';

const CANNOT_BE = 'these settings cannot be, and are not saved: set what is right, or discard them';

class Fixture {
  readonly console = new TestConsole();
  readonly flash = new SimulatedFlash();
  readonly kept = new KeptSettings(this.flash);
  problems: readonly Problem[] = [];
  restarts = 0;

  constructor() {
    new Provisioning(this.console, this.kept, {
      problems: () => this.problems,
      restart: () => this.restarts++,
    }).listen();
  }

  type(line: string | Uint8Array): string[] {
    return this.console.type(line);
  }
}

test('what is set is kept, and shown but for secrets', () => {
  const board = new Fixture();
  deepEqual(board.type('settings'), ['> ok']);
  deepEqual(board.type('set ssid My house'), ['> ok']);
  deepEqual(board.type('set wifipassword correct horse'), ['> ok']);
  deepEqual(board.type('settings'), ['> ssid "My house"', '> wifipassword is set', '> ok']);
  deepEqual(board.type('save'), ['> ok']);
  deepEqual(new KeptSettings(board.flash).texts, {
    ssid: 'My house',
    wifipassword: 'correct horse',
  });
});

test('what is not saved is gone with a restart', () => {
  const board = new Fixture();
  board.type('set ssid a');
  deepEqual(new KeptSettings(board.flash).texts, {});
});

test('what is wrong is not saved, and what was kept is', () => {
  const board = new Fixture();
  board.type('set ssid a');
  deepEqual(board.type('save'), ['> ok']);
  board.type('set ssid b');
  board.problems = [{ field: 'wifi.ssid', message: 'is b' }];
  deepEqual(board.type('save'), ['> wifi.ssid is b', `> error: ${CANNOT_BE}`]);
  deepEqual(board.kept.texts, { ssid: 'a' });
});

test('what was refused can be discarded, and nothing of it is saved with what comes next', () => {
  const board = new Fixture();
  board.type('set topic kept/topic');
  board.type('save');
  board.type('set topic stray/topic');
  board.type('set id a/b');
  board.type('unset host');
  board.problems = [{ field: 'id', message: 'is "a/b"' }];
  includes(board.type('save').at(-1)!, 'discard');
  deepEqual(board.type('discard'), ['> ok']);
  board.problems = [];
  deepEqual(board.type('settings'), ['> topic "kept/topic"', '> ok']);
  board.type('set id good');
  deepEqual(board.type('save'), ['> ok']);
  deepEqual(board.kept.texts, { topic: 'kept/topic', id: 'good' });
});

test('who takes back a line that somebody else has begun gets one answer, to what is asked then', () => {
  const board = new Fixture();
  deepEqual(board.type('set wifipassword "hal\u0015settings'), ['> ok']);
  deepEqual(board.type(`${'a'.repeat(2 * LONGEST_LINE)}\u0015settings`), ['> ok']);
});

test('no answer repeats a secret, whatever is done with it', () => {
  const board = new Fixture();
  const said = SECRETS.flatMap((name) => [
    ...board.type(`set ${name} s3cret`),
    ...board.type(`add ${name} s3cret`),
    ...board.type(`set ${name} "s3cret`),
    ...board.type(`sett ${name} s3cret`),
    ...board.type(`set ${name}x s3cret`),
  ]);
  said.push(...board.type('settings'), ...board.type('check'));
  equal(said.join('\n').includes('s3cret'), false);
});

test('every text survives, whole or in parts', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((one) => !one.includes('\0'));
  fc.assert(
    fc.property(text, text, (one, more) => {
      const board = new Fixture();
      deepEqual(board.type(`set password ${JSON.stringify(one)}`), ['> ok']);
      deepEqual(board.type(`add password ${JSON.stringify(more)}`), ['> ok']);
      deepEqual(board.type('save'), ['> ok']);
      equal(board.kept.texts['password'], `${one}${more}`);
    }),
    { numRuns: tries(200) },
  );
});

test('a text without quotation marks means itself, to the end of the line', () => {
  const board = new Fixture();
  for (const text of [' two  spaces ', 'p#w$"\'\\=ü', "it's", '{"a":1}']) {
    deepEqual(board.type(`set password ${text}`), ['> ok']);
    board.type('save');
    equal(board.kept.texts['password'], text);
  }
});

test('a setting that is taken back is as it was flashed', () => {
  const board = new Fixture();
  board.type('set host a');
  board.type('save');
  deepEqual(board.type('unset host'), ['> ok']);
  deepEqual(board.type('unset host'), ['> ok']);
  deepEqual(board.type('save'), ['> ok']);
  deepEqual(board.kept.texts, {});
});

test('a factory reset forgets all that was set, and what came over MQTT', () => {
  const board = new Fixture();
  board.type('set host a');
  board.type('save');
  board.type('set host b');
  saveInterval(board.flash, 60_000);
  deepEqual(board.type('factory reset'), ['> ok']);
  deepEqual(board.kept.texts, {});
  equal(loadInterval(board.flash), undefined);
});

test('what is wrong with the whole is told by check', () => {
  const board = new Fixture();
  deepEqual(board.type('check'), ['> ok']);
  board.problems = [{ field: 'broker.port', message: 'is 0' }];
  deepEqual(board.type('check'), ['> broker.port is 0', `> error: ${CANNOT_BE}`]);
});

test('a restart is asked for, and answered', () => {
  const board = new Fixture();
  deepEqual(board.type('restart'), ['> ok']);
  equal(board.restarts, 1);
});

/** What is typed, and what is said. */
const WRONG: readonly (readonly [string | Uint8Array, string])[] = [
  ['hello', 'there are settings, set NAME TEXT'],
  ['set', 'there are settings'],
  ['factory', 'there are settings'],
  ['factory reset now', 'there are settings'],
  ['set hots a', 'did you mean host?'],
  ['set xyzzy a', 'there are ssid, wifipassword'],
  ['set host "a', 'must be JSON'],
  ['set host "a" b', 'must be JSON'],
  [`set host ${'a'.repeat(LONGEST_LINE)}`, 'a line has 512 bytes at most'],
  [Uint8Array.of(0x73, 0xff), 'not UTF-8'],
];

for (const [line, part] of WRONG) {
  const shown = typeof line === 'string' ? line.slice(0, 20) : 'what is no text';
  test(`${shown} is refused in one line that says what to do`, () => {
    const board = new Fixture();
    const said = board.type(line);
    equal(said.length, 1);
    ok(said[0]!.startsWith('> error: '));
    includes(said[0]!, part);
    deepEqual(board.kept.texts, {});
    deepEqual(board.type('settings'), ['> ok']); // and the next line is a line of its own
  });
}

test('a text that is too long for any setting is refused, and what was there is kept', () => {
  const board = new Fixture();
  for (let i = 0; i < 15; i++) board.type(`add tlsca ${'A'.repeat(400)}`);
  includes(board.type(`add tlsca A`)[0]!, 'too long');
  board.type('save');
  equal(bytes(board.kept.texts['tlsca'] ?? '').length, 6_000);
});

test('what the store cannot take is told, and what was there is kept', () => {
  const board = new Fixture();
  const said: string[] = [];
  for (const name of NAMES) {
    const before = board.kept.texts;
    for (let i = 0; i < 10; i++) board.type(`add ${name} ${'A'.repeat(480)}`);
    const answers = board.type('save');
    said.push(...answers);
    if (answers.at(-1) !== '> ok') deepEqual(board.kept.texts, before);
  }
  ok(said.some((line) => line.startsWith('> error: ')));
  ok(Object.keys(board.kept.texts).length > 0);
});

test('names are fit for NVS', () => {
  for (const name of NAMES) ok(bytes(name).length <= 15, name);
});
