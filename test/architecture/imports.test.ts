/**
 * Imports point one way:
 * `ports <- mqtt, sensors, security <- station <- main`, `host-sim -> firmware`.
 */

import { deepEqual, ok } from '../kit/assert';
import { test } from '../kit/test';
import { filesIn, type Import, importsOf, roomOf } from './source';

/** What each room of the firmware may import. */
const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  ports: ['ports'],
  mqtt: ['ports', 'mqtt'],
  sensors: ['ports', 'sensors'],
  security: ['ports', 'security'],
  station: ['ports', 'mqtt', 'sensors', 'security', 'station'],
  'home-care': ['ports', 'mqtt', 'sensors', 'station', 'home-care'],
  moddable: ['ports', 'mqtt', 'station', 'moddable'],
  main: ['ports', 'station', 'home-care', 'moddable'],
  typings: ['station', 'moddable'],
};

/** Modules of the SDK, which only the moddable room may name; main gets its platform from the manifest. */
const SDK =
  /^(embedded:|mc\/|timer$|time$|net$|sntp$|crypt$|host-sim\/board\/dht-|moddable\/(platform|home-care)$)/;

interface Edge extends Import {
  readonly file: string;
}

function edgesOf(folder: string): Edge[] {
  return filesIn(folder).flatMap((file) => importsOf(file).map((edge) => ({ ...edge, file })));
}

function shown({ file, specifier }: Edge): string {
  return `${file} -> ${specifier}`;
}

const firmware = edgesOf('firmware');

test('the firmware was read', () => {
  ok(firmware.length > 100);
});

test('each room of the firmware imports only what it may', () => {
  const wrong = firmware.filter(({ file, target }) => {
    if (target === undefined) return false;
    const room = roomOf(target);
    return !ALLOWED[roomOf(file)]?.includes(room);
  });
  deepEqual(wrong.map(shown), []);
});

test('ports are types only', () => {
  const wrong = firmware.filter(
    ({ target, typeOnly }) => target !== undefined && roomOf(target) === 'ports' && !typeOnly,
  );
  deepEqual(wrong.map(shown), []);
});

test('only the moddable room and main name modules that are not the firmware’s own', () => {
  const wrong = firmware.filter(({ file, specifier, target }) => {
    if (target !== undefined) return false;
    const room = roomOf(file);
    const allowed =
      room === 'moddable' ||
      (room === 'main' && /^moddable\/(platform|home-care)$/.test(specifier));
    return !allowed || !SDK.test(specifier);
  });
  deepEqual(wrong.map(shown), []);
});

test('firmware imports are relative, static and without extension', () => {
  const wrong = firmware.filter(
    ({ specifier, target }) =>
      (target !== undefined && /\.(ts|js|json)$/.test(specifier)) || specifier === '(computed)',
  );
  deepEqual(wrong.map(shown), []);
});

test('the minimal client does not reach the modules that are not for it', () => {
  const extras = ['firmware/mqtt/session/qos2', 'firmware/mqtt/server', 'firmware/mqtt/explain'];
  const seen = new Set<string>();
  const visit = (path: string): void => {
    if (seen.has(path)) return;
    seen.add(path);
    for (const { target, typeOnly } of importsOf(`${path}.ts`)) {
      if (target !== undefined && !typeOnly) visit(target);
    }
  };
  visit('firmware/mqtt/pubsubclient');
  deepEqual(
    extras.filter((path) => seen.has(path)),
    [],
  );
  ok(seen.size > 10);
});

test('the simulator imports no tests, and boards are data', () => {
  const wrong = edgesOf('host-sim').filter(({ target }) => target?.startsWith('test/'));
  deepEqual(wrong.map(shown), []);
  deepEqual(filesIn('boards'), []);
});

test('the dashboard’s page takes nothing but types from outside of its folder', () => {
  const page = 'host-sim/dashboard/page/';
  const wrong = edgesOf('host-sim/dashboard/page').filter(
    ({ target, typeOnly }) => target !== undefined && !target.startsWith(page) && !typeOnly,
  );
  deepEqual(wrong.map(shown), []);
  const others = edgesOf('host-sim').filter(
    ({ file, target }) => !file.startsWith(page) && target?.startsWith(page),
  );
  deepEqual(others.map(shown), []);
});

test('what the desktop build takes from the simulator is pure', () => {
  const pure = filesIn('host-sim').filter((file) => /board\/dht-/.test(file));
  const wrong = pure.flatMap((file) =>
    importsOf(file)
      .filter(({ target }) => !target?.startsWith('host-sim/board/dht-'))
      .map((edge) => shown({ ...edge, file })),
  );
  ok(pure.length >= 3);
  deepEqual(wrong, []);
});

test('unit tests import only the kit, fast-check, the firmware, and what runs on every engine', () => {
  const pureHosts =
    /^host-sim\/(board\/(dht-|virtual-clock|flash|life|pins|random|wall-clock|wifi|utf8)|engine\/(realm\/|node-text))/;
  const wrong = edgesOf('test/firmware')
    .filter(({ file }) => !file.endsWith('.host.test.ts'))
    .filter(({ specifier, target }) => {
      if (target === undefined) return specifier !== 'fast-check';
      return !/^(firmware|test\/kit|test\/firmware)\//.test(target) && !pureHosts.test(target);
    });
  deepEqual(wrong.map(shown), []);
});
