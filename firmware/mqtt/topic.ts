/** Topic names and topic filters, MQTT 3.1.1 clause 4.7. */

import { inspect, inspectText, TEXT_MALFORMED, TEXT_PLAIN, toBytes } from './text';

const DOLLAR = 0x24;
const SLASH = 0x2f;
const PLUS = 0x2b;
const HASH = 0x23;

/**
 * The UTF-8 of a topic, or undefined when it may not be published to: empty, more
 * than 65,535 bytes, or with a wildcard in it [MQTT-3.3.2-2, MQTT-4.7.3-1..3].
 */
export function topicNameBytes(name: string): Uint8Array | undefined {
  const bytes = toBytes(name);
  const { length } = bytes;
  if (length === 0 || length > 0xffff || inspectText(name, bytes) !== TEXT_PLAIN) return undefined;
  return bytes;
}

/**
 * May be subscribed to: `#` alone in the last level, `+` alone in any level
 * [MQTT-4.7.1-2, MQTT-4.7.1-3]; a shared one has a name and a filter behind `$share/`.
 */
export function isTopicFilter(bytes: Uint8Array): boolean {
  const length = bytes.length;
  if (length === 0 || length > 0xffff) return false;
  if (bytes[0] === DOLLAR && isBadlyShared(bytes)) return false;
  const kind = inspect(bytes, 0, length);
  if (kind === TEXT_PLAIN) return true;
  if (kind === TEXT_MALFORMED) return false;
  for (let at = 0; at < length; at++) {
    const byte = bytes[at];
    if (byte !== PLUS && byte !== HASH) continue;
    if (at > 0 && bytes[at - 1] !== SLASH) return false;
    const last = at === length - 1;
    if (byte === HASH ? !last : !last && bytes[at + 1] !== SLASH) return false;
  }
  return true;
}

/** `$share/`, behind which MQTT 5 (and by custom 3.1.1) wants a name without wildcards, `/`, and a filter [MQTT-4.8.2-1, MQTT-4.8.2-2 of 5.0]. */
const SHARED: readonly number[] = Object.freeze([DOLLAR, 0x73, 0x68, 0x61, 0x72, 0x65, SLASH]);

function isBadlyShared(bytes: Uint8Array): boolean {
  const { length } = SHARED;
  for (let at = 0; at < length; at++) if (bytes[at] !== SHARED[at]) return false;
  const end = bytes.indexOf(SLASH, length);
  if (end <= length || end === bytes.length - 1) return true;
  const name = bytes.subarray(length, end);
  return name.includes(PLUS) || name.includes(HASH);
}

/** A topic name that is checked and encoded once, for programs that publish to several in turn. */
export class Topic {
  readonly name: string;
  readonly bytes: Uint8Array;

  /** Throws a TypeError when `name` may not be published to. */
  constructor(name: string) {
    const bytes = topicNameBytes(name);
    if (!bytes) {
      throw new TypeError(
        `"${name}" is no topic to publish to: empty, or with + # or U+0000 in it`,
      );
    }
    this.name = name;
    this.bytes = bytes;
  }
}

/**
 * The bytes of topic names, checked. It remembers the text it saw last: sensors
 * publish to one topic, and that is then found at a glance.
 */
export class TopicMemo {
  #text: string | undefined;
  #bytes: Uint8Array | undefined;

  /** The UTF-8 of `topic`, or undefined when it may not be published to. */
  bytesOf(topic: string | Topic): Uint8Array | undefined {
    if (topic === this.#text) return this.#bytes;
    if (typeof topic !== 'string') return topic.bytes;
    const bytes = topicNameBytes(topic);
    if (bytes) {
      this.#text = topic;
      this.#bytes = bytes;
    }
    return bytes;
  }
}

/**
 * Whether a message to `name` reaches a subscription to `filter`; both are taken
 * to be valid. Wildcards in the first level do not match names that begin with
 * `$` [MQTT-4.7.2-1], and `a/#` matches `a` too.
 */
export function matches(filter: string, name: string): boolean {
  const wanted = filter.split('/');
  const levels = name.split('/');
  if (name.startsWith('$') && (wanted[0] === '#' || wanted[0] === '+')) return false;
  for (let i = 0; i < wanted.length; i++) {
    const level = wanted[i];
    if (level === '#') return true;
    if (i >= levels.length) return false;
    if (level !== '+' && level !== levels[i]) return false;
  }
  return wanted.length === levels.length;
}
