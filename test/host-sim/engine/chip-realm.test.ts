/** The realm in which the Node engine runs firmware: what the chip has, and nothing else. */

import { test } from 'node:test';
import { runInContext } from 'node:vm';
import { createChipRealm } from '../../../host-sim/engine/chip-realm';
import { deepEqual, equal, ok } from '../../kit/assert';

const realm = createChipRealm();

function run(source: string): unknown {
  return runInContext(`'use strict'; ${source}`, realm);
}

/** What a script throws, by name. */
function thrown(source: string): unknown {
  return run(`try { ${source}; undefined } catch (error) { error.constructor.name }`);
}

test('globals that the chip lacks are not there', () => {
  for (const name of [
    ...['console', 'setTimeout', 'setInterval', 'setImmediate', 'queueMicrotask', 'process'],
    ...['Buffer', 'TextEncoder', 'TextDecoder', 'URL', 'fetch', 'structuredClone', 'performance'],
    ...['crypto', 'require', 'global', 'Intl', 'WebAssembly', 'navigator', 'AbortController'],
  ]) {
    equal(run(`typeof ${name}`), 'undefined', name);
  }
});

test('what the chip has is there', () => {
  for (const name of [
    'ArrayBuffer',
    'DataView',
    'Map',
    'Promise',
    'WeakRef',
    'BigInt',
    'JSON',
    'Date',
  ]) {
    ok(run(`typeof ${name}`) !== 'undefined', name);
  }
});

test('assigning an inherited name throws, as on the chip', () => {
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
  ]) {
    equal(thrown(source), 'TypeError', source);
  }
});

test('class fields and literals with inherited names are fine, as on the chip', () => {
  equal(thrown('class Mine extends Error { name = "Mine" }; new Mine("x")'), undefined);
  equal(thrown('({ toString() { return "" }, constructor: 1 })'), undefined);
  equal(thrown('JSON.parse(`{"toString": 1}`)'), undefined);
});

test('the host’s own realm stays as it is', () => {
  const error = new Error('x');
  error.name = 'Mine';
  equal(error.name, 'Mine');
  equal(Object.isFrozen(Array.prototype), false);
});

test('text and bytes are converted as XS does', () => {
  deepEqual(
    run(`Array.from(new Uint8Array(ArrayBuffer.fromString('aü€')))`),
    [0x61, 0xc3, 0xbc, 0xe2, 0x82, 0xac],
  );
  equal(run(`String.fromArrayBuffer(ArrayBuffer.fromString('aü€😀'))`), 'aü€😀');
  equal(run(`String.fromArrayBuffer(ArrayBuffer.fromString('abcdef'), 2, 3)`), 'cde');
  deepEqual(
    run(`Array.from(new Uint8Array(ArrayBuffer.fromString('\\ud800')))`),
    [0xed, 0xa0, 0x80],
  );
  equal(thrown(`String.fromArrayBuffer(new Uint8Array([0xff]).buffer)`), 'TypeError');
  equal(thrown(`String.fromArrayBuffer(new Uint8Array(1))`), 'TypeError');
  equal(thrown(`String.fromArrayBuffer(new ArrayBuffer(1), 2)`), 'RangeError');
  equal(run('ArrayBuffer.fromString("x") instanceof ArrayBuffer'), true);
});
