/**
 * A realm like the chip's: its own built-ins, frozen as the linker freezes them,
 * and no global that XS lacks.
 */

import { createContext, type Context, Script } from 'node:vm';
import { CHIP_TEXT_SOURCE } from './chip-text';

/** What V8 offers and XS on the chip does not. */
const ABSENT = ['console', 'WebAssembly', 'Intl', 'escape', 'unescape'] as const;

/**
 * Freezes every object that can be reached from the global one, and those
 * prototypes that only syntax reaches. The global object itself stays open, as
 * it does on the chip.
 */
const FREEZE_SOURCE = `(function () {
  'use strict';
  const roots = [
    (function* () {}).constructor,
    (async function () {}).constructor,
    (async function* () {}).constructor,
    [][Symbol.iterator](),
    ''[Symbol.iterator](),
    new Map()[Symbol.iterator](),
    new Set()[Symbol.iterator](),
    ''.matchAll(/./g),
    (function* () {})(),
    (async function* () {})(),
  ].map((value) => (typeof value === 'function' ? value : Object.getPrototypeOf(value)));
  for (const name of Object.getOwnPropertyNames(globalThis)) {
    const { value } = Object.getOwnPropertyDescriptor(globalThis, name);
    if (value !== globalThis) roots.push(value);
  }
  const seen = new Set();
  while (roots.length > 0) {
    const object = roots.pop();
    const type = typeof object;
    if (object === null || (type !== 'object' && type !== 'function') || seen.has(object)) continue;
    seen.add(object);
    roots.push(Object.getPrototypeOf(object));
    for (const descriptor of Object.values(Object.getOwnPropertyDescriptors(object))) {
      roots.push(descriptor.value, descriptor.get, descriptor.set);
    }
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, symbol);
      roots.push(descriptor.value, descriptor.get, descriptor.set);
    }
    if (object !== globalThis) Object.freeze(object);
  }
})`;

/** Makes a realm in which scripts can be run. */
export function createChipRealm(): Context {
  const realm = createContext(Object.create(null) as object, { name: 'chip' });
  const run = (source: string): unknown => new Script(source).runInContext(realm);
  run(ABSENT.map((name) => `delete globalThis.${name};`).join('\n'));
  const install = run(CHIP_TEXT_SOURCE) as (encoder: unknown, decoder: unknown) => void;
  install(new TextEncoder(), new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }));
  (run(FREEZE_SOURCE) as () => void)();
  return realm;
}
