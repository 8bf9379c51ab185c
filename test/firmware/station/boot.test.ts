/** What a board does with the settings that it was flashed with, and those that it was given. */

import { Boot } from '../../../firmware/station/boot';
import { settingsOf, type Texts } from '../../../firmware/station/flat-settings';
import { deepEqual, equal, includes } from '../../kit/assert';
import { TestConsole } from '../../kit/console';
import { StationFixture } from '../../kit/station';
import { test } from '../../kit/test';

/** What a board was flashed with. */
const BLANK: Texts = { model: 'DHT22', pin: '4', every: '10000' };
const PLACE: Texts = {
  ...BLANK,
  ssid: 'home',
  wifipassword: 'correct horse',
  host: 'broker.local',
};

class Fixture extends StationFixture {
  readonly console = new TestConsole();
  restarts = 0;

  boot(flashed: Texts): Boot {
    const reset = { reason: 'power on' as const, restart: () => (this.restarts += 1) };
    const ports = { ...this.ports, console: this.console, reset };
    const boot = new Boot(ports, (given) => settingsOf({ ...flashed, ...given }, undefined));
    boot.start();
    return boot;
  }
}

test('a board that was flashed with everything runs', async () => {
  const board = new Fixture();
  board.boot(PLACE);
  await board.pass(5_000);
  equal(board.told('reading').length, 1);
});

test('a board without a network says so, waits, and does not restart', async () => {
  const board = new Fixture();
  board.boot(BLANK);
  await board.pass(600_000);
  deepEqual(board.states('wifi'), []);
  equal(board.told('blank').length, 11); // once a minute
  equal(board.restarts, 0);
});

test('it takes what it is given on the console, after a restart', async () => {
  const board = new Fixture();
  board.boot(BLANK);
  includes(board.console.type('check').join(), 'wifi.ssid is missing');
  board.console.type('set ssid home');
  board.console.type('set wifipassword correct horse');
  board.console.type('set host broker.local');
  board.console.type('set every 60000');
  deepEqual(board.console.type('check'), ['> ok']);
  board.console.type('restart');
  await board.pass(1);
  equal(board.restarts, 1);
  board.boot(BLANK);
  await board.pass(65_000);
  equal(board.told('reading').length, 2);
});

test('what is given counts more than what was flashed, and settings that are refused are told', () => {
  const board = new Fixture();
  const boot = board.boot(PLACE);
  board.console.type('set port 0');
  includes(board.console.type('check')[0]!, 'broker.port');
  void boot.stop({ drainMs: 0 });
  board.boot(PLACE);
  includes(board.told('settings refused')[0]!.problem, 'broker.port');
});
