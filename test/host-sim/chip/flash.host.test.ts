/** `npm run flash` as a person meets it, on a machine without the SDK. */

import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { ROOT } from '../../architecture/source';
import { deepEqual, equal, includes, ok } from '../../kit/assert';

const SETTINGS = {
  WIFI_SSID: 'home',
  MQTT_HOST: 'broker.local',
  WIFI_PASSWORD: 'correct$#"\'horse',
};

function flash(words: readonly string[], env: Record<string, string> = {}) {
  const all = ['--import', 'tsx', 'host-sim/chip/flash.ts', ...words];
  const { PATH = '' } = process.env;
  const run = spawnSync(process.execPath, all, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { PATH, ...env },
  });
  return { status: run.status, out: run.stdout.trim(), lines: run.stderr.trim().split('\n') };
}

const USAGE: readonly (readonly [string, readonly string[], Record<string, string>, string])[] = [
  ['no board', [], SETTINGS, 'which board? --board esp32-c3-devkitm or'],
  ['a board that is misspelt', ['--board', 'nodemcu32s'], SETTINGS, 'did you mean nodemcu-32s?'],
  ['an unknown option', ['--bord', 'x'], SETTINGS, "Unknown option '--bord'"],
  ['no Wi-Fi', ['--board', 'esp32-devkitc'], { MQTT_HOST: 'x' }, 'WIFI_SSID is missing'],
  [
    'an impossible port',
    ['--board', 'esp32-devkitc'],
    { ...SETTINGS, MQTT_PORT: '0' },
    'MQTT_PORT ',
  ],
];

for (const [what, words, env, problem] of USAGE) {
  test(`${what} ends with exit code 2 and one line`, () => {
    const { status, lines } = flash(words, env);
    equal(status, 2);
    equal(lines.length, 1);
    includes(lines[0]!, `flash: `);
    includes(lines[0]!, problem);
  });
}

test('without the SDK it says what to install, and exits with 1', () => {
  const { status, lines } = flash(['--board', 'esp32-devkitc'], SETTINGS);
  equal(status, 1);
  includes(lines.join('\n'), 'install the Moddable SDK 8.2.3');
  includes(lines.join('\n'), 'install ESP-IDF v6.0');
});

test('a dry run shows the command, and no setting', () => {
  const { out, lines } = flash(
    ['--board', 'lolin-c3-mini', '--port', '/dev/ttyACM0', '--dry-run'],
    SETTINGS,
  );
  equal(out, 'UPLOAD_PORT=/dev/ttyACM0 mcconfig -m -p esp32:./boards/lolin-c3-mini settings=…');
  ok(!`${out}${lines.join()}`.includes('horse'));
});

test('help shows the options and exits with 0', () => {
  const { status, out } = flash(['--help']);
  equal(status, 0);
  deepEqual(
    ['--board', '--port', '--debug', '--dry-run'].filter((option) => !out.includes(option)),
    [],
  );
});
