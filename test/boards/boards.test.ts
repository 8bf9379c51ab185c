/** The boards' folders: data by the schema, manifests by the data, partitions that fit. */

import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import Ajv from 'ajv';
import { boardTable } from '../../host-sim/chip/board-table';
import {
  boardNames,
  BOARDS,
  freePins,
  hasPin,
  pinProblem,
  readBoard,
  sensorPins,
} from '../../host-sim/chip/boards';
import { deepEqual, equal, includes, ok, throws } from '../kit/assert';

interface BoardManifest {
  readonly build: Readonly<Record<string, string>>;
  readonly config: { readonly board: object };
  readonly creation: {
    readonly static: number;
    readonly stack: number;
    readonly heap: { readonly initial: number };
  };
  readonly defines?: { readonly console?: { readonly usb?: number } };
}

const json = (path: string): unknown => JSON.parse(readFileSync(path, 'utf8'));
const manifestOf = (name: string): BoardManifest =>
  json(join(BOARDS, name, 'manifest.json')) as BoardManifest;

const validate = new Ajv().compile(json(join(BOARDS, 'board.schema.json')) as object);
const names = boardNames();

test('the five boards are there', () => {
  deepEqual(names, [
    'esp32-c3-devkitm',
    'esp32-devkitc',
    'esp32-s3-devkitc',
    'lolin-c3-mini',
    'nodemcu-32s',
  ]);
});

for (const name of names) {
  const board = readBoard(name);

  test(`${name}: its data keep to the schema, and its name to lower case`, () => {
    ok(validate(json(join(BOARDS, name, 'board.json'))), JSON.stringify(validate.errors));
    equal(name, name.toLowerCase()); // mcconfig puts it there
  });

  test(`${name}: a DHT can hang on its pin`, () => {
    equal(pinProblem(board, board.pins.dht), undefined);
    ok(!board.strapping.includes(board.pins.dht));
  });

  test(`${name}: every pin in its data is one of its chip, and no pin is in two lists`, () => {
    const { pins, strapping, inputOnly, taken } = board;
    const named = [...Object.values(pins), ...strapping, ...inputOnly, ...taken];
    deepEqual(
      named.filter((pin) => !hasPin(board, pin)),
      [],
    );
    deepEqual(
      inputOnly.filter((pin) => taken.includes(pin)),
      [],
    );
    ok(!Object.values(pins).some((pin) => inputOnly.includes(pin) || taken.includes(pin)));
  });

  test(`${name}: free pins are those where a DHT harms nothing and nothing harms it`, () => {
    const free = freePins(board);
    ok(free.includes(board.pins.dht));
    ok(free.length >= 6, free.join(' '));
    for (let pin = 0; pin <= 48; pin++) {
      const isUsed = board.strapping.includes(pin) || pin === board.pins.led;
      const isFree = pinProblem(board, pin) === undefined && !isUsed && pin !== board.pins.rgbLed;
      equal(free.includes(pin), isFree, `GPIO ${pin}`);
    }
  });

  test(`${name}: a pin that its chip does not have is refused`, () => {
    for (const pin of [22, 24, 30, 41].filter((pin) => !hasPin(board, pin))) {
      equal(pinProblem(board, pin), `GPIO ${pin}: the ${board.title} has none`);
    }
  });

  test(`${name}: the manifest says what the data say`, () => {
    const { build, config, creation, defines } = manifestOf(name);
    deepEqual(config.board, {
      ...{ name, title: board.title, pins: board.pins },
      sensorPins: sensorPins(board),
    });
    equal(build['ESP32_SUBCLASS'], board.chip);
    equal(defines?.console?.usb ?? 0, board.usb === 'native' ? 1 : 0);
    // What the publishing station keeps: see the README's figures.
    ok(
      creation.static >= 2 * (1_325 * 16 + 15_240),
      'half of the block is free for what comes and goes',
    );
    ok(creation.stack >= 384);
  });

  test(`${name}: every file that its manifest names is there`, () => {
    const { build } = manifestOf(name);
    for (const key of ['SDKCONFIGPATH', 'PARTITIONS_FILE_FOR_TARGET']) {
      ok(existsSync(join(BOARDS, name, build[key]!)), key);
    }
    ok(existsSync(join(BOARDS, name, 'host/provider.js')));
  });

  test(`${name}: its partitions fit its flash, do not overlap, and lie where they may`, () => {
    const path = join(BOARDS, name, manifestOf(name).build['PARTITIONS_FILE_FOR_TARGET']!);
    const rows = partitions(path);
    let end = 0x9000; // behind the boot loader and the table
    for (const { type, offset, size, label } of rows) {
      equal(offset, end, `${label} begins where the one before ends`);
      ok(offset % (type === 'app' ? 0x10000 : 0x1000) === 0, `${label} is aligned`);
      ok(size % 0x1000 === 0);
      end = offset + size;
    }
    ok(end <= board.flashMiB * 1024 * 1024);
    equal(end, 4 * 1024 * 1024, 'and use all of the smallest');
    const slots = rows.filter(({ type }) => type === 'app');
    equal(slots.length, 2);
    ok(slots.every(({ size }) => size >= 1_600 * 1024));
    ok(rows.some(({ label, size }) => label === 'outbox' && size >= 256 * 1024));
  });
}

interface Partition {
  readonly label: string;
  readonly type: string;
  readonly offset: number;
  readonly size: number;
}

function partitions(path: string): Partition[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.startsWith('#'))
    .map((line) => line.split(',').map((cell) => cell.trim()))
    .map(([label, type, , offset, size]) => {
      return { label: label!, type: type!, offset: Number(offset), size: Number(size) };
    });
}

test('the watchdog is on for every board, and resets', () => {
  const text = readFileSync(join(BOARDS, 'shared/sdkconfig/sdkconfig.defaults'), 'utf8');
  for (const line of ['CONFIG_ESP_TASK_WDT_EN=y', 'CONFIG_ESP_TASK_WDT_PANIC=y']) {
    includes(text, line);
  }
});

test('a panic restarts every board, whatever the SDK has for its chip', () => {
  const text = readFileSync(join(BOARDS, 'shared/sdkconfig/sdkconfig.defaults'), 'utf8');
  for (const line of [
    'CONFIG_ESP_SYSTEM_PANIC_PRINT_REBOOT=y',
    'CONFIG_ESP_SYSTEM_PANIC_GDBSTUB=n',
  ]) {
    includes(text, line);
  }
});

test('no two boards are called alike, and what is not a board has no data', () => {
  const folders = readdirSync(BOARDS, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
  deepEqual(folders.sort(), [...names, 'shared'].sort());
  equal(new Set(names.map((name) => readBoard(name).title)).size, names.length);
});

test('an unknown board is answered with what was meant', () => {
  throws(() => readBoard('esp32-devkit'), 'did you mean esp32-devkitc?');
  throws(() => readBoard('toaster'), 'there are esp32-c3-devkitm, ');
});

test('pins are refused by what they are', () => {
  const devkit = readBoard('esp32-devkitc');
  includes(pinProblem(devkit, 38) ?? '', 'is an input only');
  includes(pinProblem(devkit, 6) ?? '', 'is taken');
  includes(pinProblem(devkit, 40) ?? '', 'has none');
  includes(pinProblem(readBoard('esp32-c3-devkitm'), 22) ?? '', 'has none');
  includes(pinProblem(readBoard('esp32-s3-devkitc'), 23) ?? '', 'has none');
});

test('the README names the boards, their DHT’s pin, and their memory', () => {
  const readme = readFileSync(join(BOARDS, '../README.md'), 'utf8');
  for (const { title, pins, name } of names.map(readBoard)) {
    includes(readme, title);
    equal(pins.dht, 4, 'the README says that all have it there');
    includes(readme, `${manifestOf(name).creation.static / 1024} KiB`);
  }
});

test('the table shows each board in a line', () => {
  const lines = boardTable(names.map(readBoard)).split('\n');
  equal(lines.length, names.length + 1);
  ok(lines.every((line) => line === line.trimEnd()));
  includes(lines[1]!, 'GPIO 4');
  includes(lines[1]!, freePins(readBoard(names[0]!)).join(' '));
});
