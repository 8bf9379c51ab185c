import fc from 'fast-check';
import {
  inspect,
  TEXT_MALFORMED,
  TEXT_PLAIN,
  TEXT_WILDCARD,
  toBytes,
  toText,
} from '../../../firmware/mqtt/text';
import { equal } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

function kind(of: Uint8Array): number {
  return inspect(of, 0, of.length);
}

test('every well-formed string without U+0000 survives the way to bytes and back', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const encoded = toBytes(text);
      equal(toText(encoded, 0, encoded.length), text);
      equal(kind(encoded) === TEXT_MALFORMED, text.includes('\0'));
    }),
  );
});

test('a byte order mark is kept [MQTT-1.5.3-3]', () => {
  equal(toText(bytes(0xef, 0xbb, 0xbf, 'a'), 0, 4), '\ufeffa');
});

test('a range inside a larger buffer is converted and checked by itself', () => {
  const buffer = bytes(0, 0xff, 'grüße', 0xff);
  const inner = new Uint8Array(buffer.buffer, 1);
  equal(inspect(inner, 1, 8), TEXT_PLAIN);
  equal(toText(inner, 1, 8), 'grüße');
});

test('wildcards are noticed wherever they stand', () => {
  equal(kind(bytes('a/b')), TEXT_PLAIN);
  equal(kind(bytes('a/+')), TEXT_WILDCARD);
  equal(kind(bytes('#')), TEXT_WILDCARD);
  equal(kind(bytes('ä#')), TEXT_WILDCARD);
});

const MALFORMED: readonly (readonly [string, readonly number[]])[] = [
  ['U+0000 [MQTT-1.5.3-2]', [0x61, 0x00]],
  ['U+0000 in two bytes', [0xc0, 0x80]],
  ['a continuation byte alone', [0x80]],
  ['an overlong slash in two bytes', [0xc0, 0xaf]],
  ['an overlong slash in three bytes', [0xe0, 0x80, 0xaf]],
  ['an overlong form of U+FFFF', [0xf0, 0x8f, 0xbf, 0xbf]],
  ['the surrogate U+D800 [MQTT-1.5.3-1]', [0xed, 0xa0, 0x80]],
  ['the surrogate U+DFFF', [0xed, 0xbf, 0xbf]],
  ['a code point beyond U+10FFFF', [0xf4, 0x90, 0x80, 0x80]],
  ['the byte F5', [0xf5, 0x80, 0x80, 0x80]],
  ['the byte FF', [0xff]],
  ['a sequence of two that ends early', [0xc3]],
  ['a sequence of three that ends early', [0xe2, 0x82]],
  ['a sequence of four that ends early', [0xf0, 0x9f, 0x98]],
  ['a second byte that is no continuation', [0xc3, 0x41]],
  ['a second byte beyond the continuations', [0xc3, 0xc0]],
  ['a third byte that is no continuation', [0xe2, 0x82, 0x41]],
  ['a fourth byte that is no continuation', [0xf0, 0x9f, 0x98, 0x41]],
];

for (const [what, sequence] of MALFORMED) {
  test(`${what} is refused`, () => {
    equal(kind(Uint8Array.from(sequence)), TEXT_MALFORMED);
  });
}

test('the borders of what is allowed are accepted', () => {
  for (const character of ['\u0001', '\u007f', '\u0080', '\u07ff', '\u0800', '\ud7ff', '\ue000']) {
    equal(kind(bytes(character)), TEXT_PLAIN);
  }
  equal(kind(bytes('\uffff')), TEXT_PLAIN);
  equal(kind(bytes('\u{10000}')), TEXT_PLAIN);
  equal(kind(bytes('\u{10ffff}')), TEXT_PLAIN);
});

test('half a surrogate pair in a string is refused once it is bytes', () => {
  equal(kind(toBytes('a\ud800')), TEXT_MALFORMED);
  equal(kind(toBytes('\udc00a')), TEXT_MALFORMED);
});
