/** Takes a map of a scenario apart, and tells what is wrong with it, each thing at its place. */

import { isMap, isScalar, isSeq, type Node, type Pair, type Scalar, type YAMLMap } from 'yaml';
import { nearest } from '../../firmware/station/did-you-mean';
import { parseDuration } from '../duration';
import type { Offset, Problems } from './problems';

/** Where a node begins. */
export function placeOf(node: Node): Offset {
  return node.range?.[0] ?? 0;
}

/** A value as it was written, or what kind of thing it is. */
export function shown(node: Node): string {
  if (isMap(node)) return 'a map';
  if (isSeq(node)) return 'a list';
  if (isScalar(node) && node.value === null) return 'empty';
  return `"${sourceOf(node as Scalar)}"`;
}

function sourceOf({ source, value }: Scalar): string {
  return typeof value === 'string' ? value : (source ?? String(value));
}

/** ` did you mean …?`, when a known word is near. */
export function guess(word: string, known: readonly string[]): string | undefined {
  const near = nearest(word, known);
  return near === undefined ? undefined : `did you mean ${near}?`;
}

export class Fields {
  readonly problems: Problems;
  /** Where the map begins. */
  readonly at: Offset;
  readonly #values = new Map<string, Node>();
  readonly #keys = new Map<string, Offset>();

  /** Tells every key that is not `known`; `what` is what has the keys. */
  constructor(problems: Problems, map: YAMLMap, what: string, known: readonly string[]) {
    this.problems = problems;
    this.at = placeOf(map);
    for (const { key, value } of map.items as Pair<Scalar, Node | null>[]) {
      const name = sourceOf(key);
      this.#keys.set(name, placeOf(key));
      if (!known.includes(name)) {
        const hint = guess(name, known) ?? `known are ${known.join(', ')}`;
        problems.add(placeOf(key), `"${name}": ${what} has no such key; ${hint}`);
      } else if (value === null || (isScalar(value) && value.value === null)) {
        problems.add(
          placeOf(key),
          `"${name}" says nothing; write something behind it or leave it out`,
        );
      } else this.#values.set(name, value);
    }
  }

  /** Whether a key is there, even if nothing good is behind it. */
  has(name: string): boolean {
    return this.#keys.has(name);
  }

  get(name: string): Node | undefined {
    return this.#values.get(name);
  }

  /** Tells a problem of what stands behind `name`. */
  wrong(name: string, message: string): void {
    const value = this.#values.get(name);
    const at = value ? placeOf(value) : (this.#keys.get(name) ?? this.at);
    this.problems.add(at, message);
  }

  /** Tells that a key has no place here. */
  alien(name: string, message: string): void {
    this.problems.add(this.#keys.get(name) ?? this.at, message);
  }

  /** What must be there. */
  required(name: string, what: string): void {
    if (!this.has(name)) this.problems.add(this.at, `"${name}" is missing: ${what}`);
  }

  /** A word or a number, as it was written. */
  text(name: string): string | undefined {
    const node = this.#values.get(name);
    if (!node) return undefined;
    if (isScalar(node)) return sourceOf(node);
    this.wrong(name, `${name} is ${shown(node)}; write one value`);
    return undefined;
  }

  duration(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const durationMs = parseDuration(text);
    if (durationMs !== undefined) return durationMs;
    this.wrong(name, `${name} ${text}: write a duration like 500ms, 30s, 5m, 36h or 7d`);
    return undefined;
  }

  number(name: string, minimum: number, maximum: number): number | undefined {
    const node = this.#values.get(name);
    if (!node) return undefined;
    const value = isScalar(node) ? node.value : undefined;
    if (typeof value === 'number' && value >= minimum && value <= maximum) return value;
    this.wrong(name, `${name} is ${shown(node)}; write a number from ${minimum} to ${maximum}`);
    return undefined;
  }

  whole(name: string, minimum: number, maximum: number): number | undefined {
    const value = this.number(name, minimum, maximum);
    if (value === undefined || Number.isInteger(value)) return value;
    this.wrong(name, `${name} is "${value}"; write a whole number`);
    return undefined;
  }

  map(name: string): YAMLMap | undefined {
    const node = this.#values.get(name);
    if (!node || isMap(node)) return node;
    this.wrong(name, `${name} is ${shown(node)}; write "key: value" under it`);
    return undefined;
  }

  list(name: string): readonly Node[] {
    const node = this.#values.get(name);
    if (!node) return [];
    if (isSeq(node)) return node.items as Node[];
    this.wrong(name, `${name} is ${shown(node)}; write a list, each entry behind "- "`);
    return [];
  }
}
