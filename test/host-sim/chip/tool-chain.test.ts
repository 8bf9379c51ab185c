/** What is missing on a machine is told with what to do about it. */

import { test } from 'node:test';
import { choosePort, serialPorts } from '../../../host-sim/chip/serial-ports';
import { findToolChain, type Machine } from '../../../host-sim/chip/tool-chain';
import { deepEqual, equal, includes, ok, throws } from '../../kit/assert';

const BIN = '/project/node_modules/.bin';
const GOOD: Readonly<Record<string, string>> = {
  '/sdk/tools/VERSION': '8.2.3\n',
  '/sdk/build/bin/lin/release/mcconfig': '',
  '/idf/tools/cmake/version.cmake':
    'set(IDF_VERSION_MAJOR 6)\nset(IDF_VERSION_MINOR 0)\nset(IDF_VERSION_PATCH 0)\n',
  [`${BIN}/tsc`]: '',
};

function machine(files = GOOD, env: Record<string, string> = {}): Machine {
  return {
    env: { MODDABLE: '/sdk', IDF_PATH: '/idf', PATH: '/usr/bin', ...env },
    platform: 'linux',
    exists: (path) => path in files,
    read: (path) => files[path],
  };
}

function without(path: string): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(GOOD).filter(([name]) => name !== path));
}

function problems(of: Machine): string {
  return findToolChain(of, BIN).problems.join('\n');
}

test('a machine with everything has nothing to complain about', () => {
  const found = findToolChain(machine(), BIN);
  deepEqual([found.problems, found.warnings], [[], []]);
  equal(found.mcconfig, '/sdk/build/bin/lin/release/mcconfig');
  equal(found.path, `/sdk/build/bin/lin/release:${BIN}:/usr/bin`);
});

test('each thing that is missing is named, with where to get it', () => {
  includes(
    problems(machine(GOOD, { MODDABLE: '' })),
    'MODDABLE is not set: install the Moddable SDK',
  );
  includes(problems(machine(GOOD, { IDF_PATH: '' })), 'IDF_PATH is not set: install ESP-IDF v6.0');
  includes(problems(machine(GOOD, { MODDABLE: '/elsewhere' })), 'where there is no Moddable SDK');
  includes(problems(machine(GOOD, { IDF_PATH: '/elsewhere' })), 'where there is no ESP-IDF');
  includes(
    problems(machine(without(`${BIN}/tsc`))),
    `TypeScript is missing: there is no tsc in ${BIN}; run npm ci, or npm install`,
  );
  const notBuilt = without('/sdk/build/bin/lin/release/mcconfig');
  includes(problems(machine(notBuilt)), 'tools are not built');
});

test('an older SDK and another ESP-IDF are refused, a newer patch is told', () => {
  includes(
    problems(machine({ ...GOOD, '/sdk/tools/VERSION': '8.1.9' })),
    'is 8.1.9: 8.2.3 is needed',
  );
  const newer = findToolChain(machine({ ...GOOD, '/sdk/tools/VERSION': '8.3.0' }), BIN);
  deepEqual(newer.problems, []);
  equal(newer.warnings.length, 1);
  const idf = (major: number, minor: number, patch: number): Machine =>
    machine({
      ...GOOD,
      '/idf/tools/cmake/version.cmake': `set(IDF_VERSION_MAJOR ${major})\nset(IDF_VERSION_MINOR ${minor})\nset(IDF_VERSION_PATCH ${patch})\n`,
    });
  includes(problems(idf(5, 5, 1)), 'ESP-IDF is v5.5.1: the SDK wants v6.0');
  equal(problems(idf(6, 0, 2)), '');
  equal(findToolChain(idf(6, 0, 2), BIN).warnings.length, 1);
});

test('serial ports are known by their names, and the only one is taken', () => {
  const names = ['tty0', 'ttyUSB1', 'ttyACM0', 'cu.usbmodem101', 'cu.Bluetooth', 'null'];
  deepEqual(serialPorts(names), ['/dev/cu.usbmodem101', '/dev/ttyACM0', '/dev/ttyUSB1']);
  equal(choosePort(undefined, ['/dev/ttyUSB0']), '/dev/ttyUSB0');
  equal(choosePort('/dev/ttyS9', []), '/dev/ttyS9');
  throws(() => choosePort(undefined, []), 'no serial port: plug the board in');
  throws(() => choosePort(undefined, ['/dev/ttyUSB0', '/dev/ttyUSB1']), 'more than one');
  ok(serialPorts().every((port) => port.startsWith('/dev/')));
});
