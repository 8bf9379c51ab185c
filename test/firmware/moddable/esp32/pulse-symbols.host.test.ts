/** The C that unpacks RMT symbols, compiled for this machine and fed with real streams. */

import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { decodeFrame } from '../../../../firmware/sensors/dht/frame';
import { DHT_MODELS } from '../../../../firmware/sensors/dht/models';
import { decodePulses } from '../../../../firmware/sensors/dht/pulses';
import { SimulatedDht } from '../../../../host-sim/board/dht-device';
import { SeededRandom } from '../../../../host-sim/board/random';
import { ROOT } from '../../../architecture/source';
import { deepEqual, equal, fail, ok } from '../../../kit/assert';

const FOLDER = 'firmware/moddable/esp32';
const CAPACITY = 128;

/** Reads symbols as hexadecimal numbers, a recording a line, and writes their widths. */
const PROGRAM = `
#include "pulse-symbols.h"
#include <stdio.h>
#include <stdlib.h>
int main(void) {
  static char line[65536];
  while (fgets(line, sizeof(line), stdin)) {
    uint32_t symbols[512];
    int16_t widths[${CAPACITY}];
    size_t count = 0;
    char *at = line, *end;
    for (;; at = end) {
      unsigned long symbol = strtoul(at, &end, 16);
      if (end == at) break;
      symbols[count++] = (uint32_t)symbol;
    }
    size_t used = pulseUnpack(symbols, count, widths, ${CAPACITY});
    for (size_t i = 0; i < used; i++) printf("%d ", widths[i]);
    printf("\\n");
  }
  return 0;
}`;

const noCompiler = ((): string | false => {
  if (!spawnSync('cc', ['--version']).error) return false;
  if (process.env['CI']) throw new Error('there is no C compiler, and CI needs it');
  return 'there is no C compiler';
})();

const build = mkdtempSync(join(tmpdir(), 'pubsub-xs-symbols-'));
after(() => {
  rmSync(build, { recursive: true });
});

function compiled(): string {
  const source = join(build, 'program.c');
  const program = join(build, 'program');
  writeFileSync(source, PROGRAM);
  const warnings = ['-std=c17', '-Wall', '-Wextra', '-Werror'];
  const checks = ['-g', '-fsanitize=address,undefined', '-fno-sanitize-recover=all'];
  const files = [`-I${join(ROOT, FOLDER)}`, source, join(ROOT, FOLDER, 'pulse-symbols.c')];
  execFileSync('cc', [...warnings, ...checks, ...files, '-o', program], { stdio: 'pipe' });
  return program;
}

const program = noCompiler === false ? compiled() : '';

/** What the C makes of recordings of symbols. */
function unpack(recordings: readonly (readonly number[])[]): number[][] {
  const input = recordings.map((symbols) => symbols.map((word) => word.toString(16)).join(' '));
  const output = execFileSync(program, { input: `${input.join('\n')}\n` }).toString();
  return output
    .split('\n')
    .slice(0, recordings.length)
    .map((line) => line.trim().split(' ').filter(Boolean).map(Number));
}

/** Half a symbol: a duration and a level. */
function half(width: number): number {
  return width > 0 ? 0x8000 | width : -width;
}

/** Symbols as the RMT receiver records these widths: two to a word, ended by a duration of 0. */
function recorded(widths: ArrayLike<number>): number[] {
  const halves = [...Array.from(widths, half), 0];
  if (halves.length % 2 === 1) halves.push(0);
  const symbols: number[] = [];
  for (let i = 0; i < halves.length; i += 2) {
    symbols.push((halves[i]! | (halves[i + 1]! << 16)) >>> 0);
  }
  return symbols;
}

const CASES: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['nothing is nothing', [], []],
  ['a release that nobody answers has no width', [0x0000_8000], []],
  ['high is positive, low is negative', recorded([30, -80, 80, -50]), [30, -80, 80, -50]],
  [
    'an odd number of levels ends in the middle of a symbol',
    recorded([30, -80, 80]),
    [30, -80, 80],
  ],
  ['levels that repeat are one pulse', [0x8000 | 10 | ((0x8000 | 5) << 16)], [15]],
  ['low levels that repeat, too', [10 | (5 << 16), 7 | ((0x8000 | 3) << 16)], [-22, 3]],
  ['the longest duration fits', recorded([0x7fff, -0x7fff]), [0x7fff, -0x7fff]],
  ['a sum beyond 16 bits stays at the largest', [(0xffff | (0xffff << 16)) >>> 0], [0x7fff]],
  ['what lies behind the end is not read', [half(20), half(30)], [20]],
];

for (const [what, symbols, widths] of CASES) {
  test(`unpacking RMT symbols: ${what}`, { skip: noCompiler }, () => {
    deepEqual(unpack([symbols.map((word) => word >>> 0)])[0], widths);
  });
}

test('no more widths are written than there is room for', { skip: noCompiler }, () => {
  const widths = Array.from({ length: 300 }, (_, i) => (i % 2 === 0 ? 20 : -20));
  deepEqual(unpack([recorded(widths)])[0], widths.slice(0, CAPACITY));
});

for (const model of Object.values(DHT_MODELS)) {
  const { name } = model;
  test(
    `the answers of a ${name} reach the decoder through RMT symbols`,
    { skip: noCompiler },
    () => {
      const sensor = new SimulatedDht({
        model: name,
        climate: () => ({ temperatureC: 21, humidityPercent: 48 }),
        poweredOnMs: 0,
        random: new SeededRandom(7, name).next,
      });
      const answers = [10_000, 20_000, 30_000].map((nowMs) => {
        return sensor.answer(model.startLowUs, nowMs) ?? fail('no answer');
      });
      for (const widths of unpack(answers.map((answer) => recorded(answer)))) {
        const frame = new Uint8Array(5);
        equal(decodePulses(Int16Array.from(widths), widths.length, frame), undefined);
        const reading = decodeFrame(frame, model, 'sign');
        if (typeof reading === 'string') fail(reading);
        ok(Math.abs(reading.temperatureC - 21) < 1.5, `${reading.temperatureC} °C`);
        ok(Math.abs(reading.humidityPercent - 48) < 3, `${reading.humidityPercent} %`);
      }
    },
  );
}

test('any symbols at all give widths that alternate and are never 0', { skip: noCompiler }, () => {
  const seed = 20_265;
  const random = new SeededRandom(seed, 'symbols');
  const recordings = Array.from({ length: 2_000 }, () => {
    const length = Math.floor(random.next() * 100);
    return Array.from({ length }, () => {
      const word = Math.floor(random.next() * 0x1_0000_0000);
      // Zeros, which end a recording, would be rare otherwise.
      return random.next() < 0.02 ? word & 0x8000_ffff : word;
    }).map((word) => word >>> 0);
  });
  for (const widths of unpack(recordings)) {
    ok(widths.length <= CAPACITY);
    widths.forEach((width, i) => {
      ok(width !== 0 && Math.abs(width) <= 0x7fff, `seed ${seed}: ${width}`);
      if (i > 0) ok(width > 0 !== widths[i - 1]! > 0, `seed ${seed}: two in a row`);
    });
  }
});
