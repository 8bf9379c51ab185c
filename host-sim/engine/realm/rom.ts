/**
 * Objects that lie in ROM on the chip: settings, and tables frozen with
 * `Object.freeze(table, true)`. XS's JSON.stringify marks objects while it walks
 * them, and therefore throws on these.
 */

import { define } from './define';

type Stringify = (value: unknown, ...rest: unknown[]) => string | undefined;

/** Makes JSON.stringify refuse them; returns what puts an object and all that it holds into ROM. */
export function installRom(): (object: unknown) => void {
  const rom = new WeakSet();
  const freeze: (value: unknown) => unknown = Object.freeze;
  const stringify = JSON.stringify as Stringify;

  const toRom = (value: unknown): void => {
    if (typeof value !== 'object' || value === null || rom.has(value)) return;
    freeze(value);
    rom.add(value);
    for (const key of Reflect.ownKeys(value)) toRom(Reflect.get(value, key));
  };

  const refuse = (value: unknown, seen: Set<unknown>): void => {
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    if (rom.has(value)) throw new TypeError('JSON.stringify: the object is read-only on the chip');
    seen.add(value);
    for (const key of Object.keys(value)) refuse(Reflect.get(value, key), seen);
  };

  define(Object, 'freeze', (value: unknown, deep?: unknown): unknown => {
    if (deep === true) toRom(value);
    return freeze(value);
  });
  define(JSON, 'stringify', (value: unknown, ...rest: unknown[]): string | undefined => {
    refuse(value, new Set());
    return stringify(value, ...rest);
  });
  return toRom;
}
