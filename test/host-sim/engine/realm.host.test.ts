/** The realms in which firmware runs: what the chip has, and nothing else, on both engines. */

import { after, test } from 'node:test';
import { equal } from '../../kit/assert';
import { REALMS } from '../../kit/realms';

for (const { name, skip, open } of REALMS) {
  const realm = skip === false ? await open() : undefined;
  after(() => realm?.close());

  const run = async (source: string): Promise<unknown> =>
    realm?.evaluate(`'use strict'; ${source}`);
  /** What a script throws, by name. */
  const thrown = (source: string): Promise<unknown> =>
    run(`(() => { try { ${source} } catch (error) { return error.constructor.name } })()`);

  test(`${name}: globals that the chip lacks are not there`, { skip }, async () => {
    for (const global of [
      ...['console', 'setInterval', 'setImmediate', 'queueMicrotask', 'process'],
      ...['Buffer', 'TextEncoder', 'TextDecoder', 'URL', 'fetch', 'structuredClone'],
      ...['performance', 'crypto', 'require', 'global', 'Intl', 'WebAssembly', 'navigator'],
      ...['AbortController', 'print', 'gc', 'issueCommand', 'harden', 'Compartment', 'Base64'],
    ]) {
      equal(await run(`typeof ${global}`), 'undefined', global);
    }
  });

  test(`${name}: what the chip has is there`, { skip }, async () => {
    for (const global of [
      ...['ArrayBuffer', 'DataView', 'Map', 'Promise', 'WeakRef', 'BigInt', 'JSON', 'Date'],
      ...['Uint8Array', 'Int16Array', 'Float64Array', 'Reflect', 'Proxy', 'Symbol'],
    ]) {
      equal((await run(`typeof ${global}`)) !== 'undefined', true, global);
    }
  });

  test(`${name}: assigning an inherited name throws, as on the chip`, { skip }, async () => {
    for (const source of [
      'const error = new Error("x"); error.name = "Mine"',
      'const object = {}; object.toString = () => ""',
      'const object = {}; object.constructor = 1',
      'class A {}; const a = new A(); a.valueOf = 1',
      'const list = []; list.at = 1',
      'Array.prototype.mine = 1',
      'Math.floor = 1',
      'globalThis.Map.prototype.get = 1',
      '(function* () {})().next = 1',
      'Object.getPrototypeOf(Int8Array).from = 1',
      'ArrayBuffer.fromString = 1',
      'String.prototype.slice = 1',
    ]) {
      equal(await thrown(source), 'TypeError', source);
    }
  });

  test(`${name}: class fields and literals with inherited names are fine`, { skip }, async () => {
    equal(await thrown('class Mine extends Error { name = "Mine" }; new Mine("x")'), undefined);
    equal(await thrown('({ toString() { return "" }, constructor: 1 })'), undefined);
    equal(await thrown('JSON.parse(`{"toString": 1}`)'), undefined);
  });

  test(`${name}: text and bytes are converted as XS does`, { skip }, async () => {
    equal(
      await run(`Array.from(new Uint8Array(ArrayBuffer.fromString('aü€'))).join()`),
      '97,195,188,226,130,172',
    );
    equal(await run(`String.fromArrayBuffer(ArrayBuffer.fromString('aü€😀'))`), 'aü€😀');
    equal(await run(`String.fromArrayBuffer(ArrayBuffer.fromString('abcdef'), 2, 3)`), 'cde');
    equal(
      await run(`Array.from(new Uint8Array(ArrayBuffer.fromString('\\ud800'))).join()`),
      '237,160,128',
    );
    equal(await thrown(`String.fromArrayBuffer(new Uint8Array([0xff]).buffer)`), 'TypeError');
    equal(await thrown(`String.fromArrayBuffer(new Uint8Array(1))`), 'TypeError');
    equal(await thrown(`String.fromArrayBuffer(new ArrayBuffer(1), 2)`), 'RangeError');
    equal(await run('ArrayBuffer.fromString("x") instanceof ArrayBuffer'), true);
  });

  test(`${name}: indices count characters, as on the chip`, { skip }, async () => {
    for (const [source, expected] of [
      [`'😀ab'.indexOf('b')`, 2],
      [`'😀ab'.lastIndexOf('b')`, 2],
      [`'😀ab'.slice(1)`, 'ab'],
      [`'😀ab'.slice(-1)`, 'b'],
      [`'😀ab'.slice(0, 1)`, '😀'],
      [`'😀ab'.substring(2, 1)`, 'a'],
      [`'😀ab'.charAt(1)`, 'a'],
      [`'😀ab'.at(-1)`, 'b'],
      [`'😀ab'.charCodeAt(0)`, 0x1f600],
      [`'😀ab'.charCodeAt(1)`, 0x61],
      [`'😀ab'.codePointAt(1)`, 0x61],
      [`'abc'.slice(1)`, 'bc'],
      [`'abc'.charCodeAt(3)`, NaN],
    ] as const) {
      equal(await run(source), expected, source);
    }
  });

  test(`${name}: JSON.stringify throws on what lies in ROM on the chip`, { skip }, async () => {
    const table = 'const table = Object.freeze({ row: { a: 1 } }, true)';
    equal(await thrown(`${table}; JSON.stringify(table)`), 'TypeError');
    equal(await thrown(`${table}; JSON.stringify({ within: [table.row] })`), 'TypeError');
    equal(await thrown(`${table}; JSON.stringify({ ...table.row })`), undefined);
    equal(await thrown(`JSON.stringify(Object.freeze({ a: 1 }))`), undefined);
    equal(await thrown(`${table}; table.row.a = 2`), 'TypeError');
  });
}

test('the host’s own realm stays as it is', () => {
  const error = new Error('x');
  error.name = 'Mine';
  equal(error.name, 'Mine');
  equal(Object.isFrozen(Array.prototype), false);
});
