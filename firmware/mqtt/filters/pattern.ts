/**
 * Topic filters whose wildcards have names: `home/+room/#rest` subscribes to
 * `home/+/#` and says which room a message came from.
 */

import { isTopicFilter } from '../topic';
import { toBytes } from '../text';

/** The names in a filter: `Captures<'home/+room/#rest'>` is `'room' | 'rest'`. */
export type Captures<F extends string> = F extends `${infer Level}/${infer More}`
  ? Name<Level> | Captures<More>
  : Name<F>;

type Name<Level extends string> = Level extends `+${infer N}` | `#${infer N}`
  ? N extends ''
    ? never
    : N
  : never;

/** What the named levels of a filter were in a message's topic. */
export type Levels<F extends string> = { readonly [N in Captures<F>]: string };

interface Capture {
  readonly name: string;
  /** Which level of the topic, from 0. */
  readonly level: number;
  /** That level and all behind it. */
  readonly rest: boolean;
}

/** Levels before the filter proper in a shared one: `$share` and the group. */
const SHARE_LEVELS = 2;

export class Pattern {
  /** As MQTT has it, without names. */
  readonly filter: string;
  /** What topics are held against: a shared filter without its group. */
  readonly #matched: string;
  readonly #levels: readonly string[];
  readonly #captures: readonly Capture[];
  readonly #isPlain: boolean;

  /** Throws a TypeError that says what is wrong when `pattern` is no filter. */
  constructor(pattern: string) {
    const captures: Capture[] = [];
    const levels = pattern.split('/').map((text, level) => {
      const sign = text.startsWith('+') ? '+' : text.startsWith('#') ? '#' : '';
      if (sign === '') return text;
      const name = text.slice(1);
      if (name !== '')
        captures.push({ name: checkedName(name, pattern), level, rest: sign === '#' });
      return sign;
    });
    const names = captures.map(({ name }) => name);
    const twice = names.find((name, i) => names.indexOf(name) !== i);
    if (twice !== undefined) throw new TypeError(`"${pattern}" has two levels called "${twice}"`);
    this.filter = levels.join('/');
    if (!isTopicFilter(toBytes(this.filter))) {
      throw new TypeError(
        `"${pattern}" is no topic filter: + fills a whole level, # the last one [MQTT-4.7.1]`,
      );
    }
    const skipped = this.filter.startsWith('$share/') ? SHARE_LEVELS : 0;
    this.#levels = levels.slice(skipped);
    this.#matched = this.#levels.join('/');
    this.#captures = captures.map((capture) => ({ ...capture, level: capture.level - skipped }));
    this.#isPlain = !this.#levels.includes('+') && !this.#levels.includes('#');
  }

  /**
   * Whether a message to `topic`, whose levels are `levels`, is meant. Wildcards in
   * the first level do not match topics that begin with `$` [MQTT-4.7.2-1], and `a/#`
   * matches `a` too.
   */
  matches(topic: string, levels: readonly string[]): boolean {
    const wanted = this.#levels;
    if (this.#isPlain) return topic === this.#matched;
    const [first] = wanted;
    if ((first === '#' || first === '+') && topic.startsWith('$')) return false;
    for (let i = 0; i < wanted.length; i++) {
      const level = wanted[i]!;
      if (level === '#') return true;
      if (i === levels.length) return false;
      if (level !== '+' && level !== levels[i]) return false;
    }
    return wanted.length === levels.length;
  }

  /** What the named levels are in a topic that matches; a name of a `#` that stands for nothing is empty. */
  capture(levels: readonly string[]): Readonly<Record<string, string>> {
    const captured = new Captured();
    for (const { name, level, rest } of this.#captures) {
      captured[name] = rest ? levels.slice(level).join('/') : levels[level]!;
    }
    return captured;
  }
}

/** Starts without names of its own. */
class Captured {
  [name: string]: string;
}

/** Names become properties; what built-in objects are born with cannot be assigned on the chip. */
function checkedName(name: string, pattern: string): string {
  const bytes = toBytes(name);
  const isWord = bytes.every(
    (byte) =>
      (byte >= 0x61 && byte <= 0x7a) || // a to z
      (byte >= 0x41 && byte <= 0x5a) || // A to Z
      (byte >= 0x30 && byte <= 0x39) || // 0 to 9
      byte === 0x5f, // _
  );
  if (isWord && !(name in Captured.prototype)) return name;
  throw new TypeError(`"${pattern}": a level cannot be called "${name}"; take letters and digits`);
}
