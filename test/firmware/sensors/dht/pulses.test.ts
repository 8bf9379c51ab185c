/** Good, late, cut and noisy recordings: the right bytes or a failure, never other bytes than were sent. */

import {
  drifted,
  pulseTrain,
  TRAIN_PULSES,
  TYPICAL_TIMING,
} from '../../../../host-sim/board/dht-pulses';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { test } from '../../../kit/test';
import { decode } from '../../../kit/pulses';

/** The eight bits of a byte: 50 µs low, then 70 µs high for a 1 and 26 µs for a 0. */
function byte(value: number): number[] {
  return [7, 6, 5, 4, 3, 2, 1, 0].flatMap((bit) => [-50, (value >> bit) & 1 ? 70 : 26]);
}

/** 56.3 % and 21.4 °C from a DHT22. */
const SENT = [0x02, 0x33, 0x00, 0xd6, 0x0b] as const;
const RELEASE = [30];
const RESPONSE = [-80, 80];
const BITS = SENT.flatMap(byte);
const FINAL_LOW = [-50];
const ANSWER = [...RELEASE, ...RESPONSE, ...BITS, ...FINAL_LOW];

test('an answer as the data sheet draws it gives its five bytes, the highest bit first', () => {
  const answer = [
    30, // T_go: the bus is released
    -80, // T_rel: the response's low
    80, // T_reh: the response's high
    ...byte(0x02), // RH high
    ...byte(0x92), // RH low
    ...byte(0x01), // T high
    ...byte(0x0d), // T low
    ...byte(0xa2), // checksum
    -50, // T_en: the sensor releases the bus
  ];
  equal(answer.length, TRAIN_PULSES);
  deepEqual(decode(answer), [0x02, 0x92, 0x01, 0x0d, 0xa2]);
});

const BEGINNINGS: readonly (readonly [string, readonly number[]])[] = [
  ['with the release', [30, ...RESPONSE]],
  ['late in the release', [1, ...RESPONSE]],
  ["with the response's low", RESPONSE],
  ["late in the response's low", [-3, 80]],
  ["with the response's high", [80]],
  ["late in the response's high", [2]],
  ['with the first bit', []],
  ['in the start pulse', [-1_100, 30, ...RESPONSE]],
  ['at the end of the start pulse', [-60, 30, ...RESPONSE]],
  ['before a start pulse of 20 ms', [500, -20_000, 30, ...RESPONSE]],
  ['15 ms before a DHT11 responds', [15_000, ...RESPONSE]],
  ['with an earlier start pulse that was not answered', [-800, 9_000, -1_100, 30, ...RESPONSE]],
];

const ENDINGS: readonly (readonly [string, readonly number[]])[] = [
  ['with the final low', [-50]],
  ['in the final low', [-2]],
  ['before the final low', []],
  ['in the idle line', [-50, 2]],
  ['with an idle line of 1 ms', [-50, 1_000]],
  ['with an idle line for as long as can be', [-50, 32_767]],
  ['with noise on an idle line', [-50, 32_767, -3, 32_767]],
];

for (const [begins, head] of BEGINNINGS) {
  for (const [ends, tail] of ENDINGS) {
    test(`a recording that begins ${begins} and ends ${ends} is read`, () => {
      deepEqual(decode([...head, ...BITS, ...tail]), SENT);
    });
  }
}

test('a line on which nothing answers is a timeout', () => {
  for (const silence of [[], [30], [-80], [30, -80], [30_000], [-32_768], [-50, 1_000], [30, -3]]) {
    equal(decode(silence), 'timeout', String(silence));
  }
});

test('an answer that ends at any pulse before its last bit is too short', () => {
  equal(decode(ANSWER.slice(0, 2)), 'timeout');
  for (let count = 3; count < 83; count++) {
    equal(decode(ANSWER.slice(0, count)), 'short frame', `${count} pulses`);
  }
  deepEqual(decode(ANSWER.slice(0, 83)), SENT);
});

test('an answer of which any pulse of the bits is missed at the beginning is too short', () => {
  for (let from = 0; from <= 3; from++) deepEqual(decode(ANSWER.slice(from)), SENT);
  for (let from = 4; from < 82; from++) {
    equal(decode(ANSWER.slice(from)), 'short frame', `from pulse ${from}`);
  }
});

test('a pulse more or less inside the answer is no answer', () => {
  equal(decode([...RELEASE, ...RESPONSE, ...BITS.slice(2), ...FINAL_LOW]), 'short frame');
  equal(decode([...RELEASE, ...RESPONSE, -50, 26, ...BITS, ...FINAL_LOW]), 'distorted');
  equal(decode([...RELEASE, ...RESPONSE, ...byte(0), ...BITS, ...FINAL_LOW]), 'distorted');
  equal(decode([80, ...BITS, -50, 26, -50]), 'distorted');
});

test('what stands before the bits must be the response', () => {
  equal(decode([30, -50, 80, ...BITS, ...FINAL_LOW]), 'distorted');
  equal(decode([-80, 40, ...BITS, ...FINAL_LOW]), 'distorted');
  equal(decode([-80, 109, ...BITS, ...FINAL_LOW]), 'distorted');
});

test('pulses that are far too slow or too fast are no answer', () => {
  for (const factor of [0.4, 0.5, 1.5, 2, 20]) {
    const scaled = pulseTrain(SENT, drifted(TYPICAL_TIMING, factor));
    ok(typeof decode(scaled) === 'string', `factor ${factor}`);
  }
});

/** The answer of a part with these lows and highs, from the first bit on. */
function bitsWith(lowUs: number, zeroUs: number, oneUs: number): number[] {
  return BITS.map((width) => (width < 0 ? -lowUs : width === 70 ? oneUs : zeroUs));
}

/** The answer with its pulse at a place, counted from the first bit's low, replaced. */
function replaced(head: readonly number[], place: number, ...by: number[]): number[] {
  return [...head, ...BITS.slice(0, place), ...by, ...BITS.slice(place + 1), ...FINAL_LOW];
}

/** The high of the seventh bit, which is the first 1. */
const FIRST_ONE = 13;

const LIMITS: readonly (readonly [string, readonly number[], readonly number[]])[] = [
  ['lows of 30 µs', bitsWith(30, 26, 70), bitsWith(29, 26, 70)],
  ['lows of 90 µs', bitsWith(90, 26, 70), bitsWith(91, 26, 70)],
  ['zeros of 40 µs', bitsWith(50, 40, 90), bitsWith(50, 41, 90)],
  ['ones of 45 µs', bitsWith(50, 20, 45), bitsWith(50, 20, 44)],
  ['ones of 95 µs', bitsWith(50, 30, 95), bitsWith(50, 30, 96)],
  ["a response's high of 45 µs", [-80, 45, ...BITS], [-80, 44, ...BITS]],
  ["a response's high of 105 µs", [-80, 105, ...BITS], [-80, 106, ...BITS]],
  ["a response's low of 1.2 lows", [30, -60, 80, ...BITS], [30, -59, 80, ...BITS]],
  ['a low of half the mean', replaced(RESPONSE, 2, -25), replaced(RESPONSE, 2, -24)],
  ['a low of twice the mean', replaced(RESPONSE, 2, -102), replaced(RESPONSE, 2, -103)],
  [
    'a glitch of 6 µs',
    replaced(RESPONSE, FIRST_ONE, 32, -6, 32),
    replaced(RESPONSE, FIRST_ONE, 32, -7, 31),
  ],
  ['an idle line of 111 µs', [...BITS, -50, 111], [...BITS, -50, 110]],
];

for (const [limit, inside, outside] of LIMITS) {
  test(`${limit} is the last that is taken`, () => {
    deepEqual(decode(inside), SENT);
    equal(decode(outside), 'distorted');
  });
}

test("a late recording's first low may have 1.2 mean lows, more would be the response's", () => {
  deepEqual(decode(replaced([80], 0, -60)), SENT);
  equal(decode(replaced([80], 0, -61)), 'short frame');
});

test('a bit between 0 and 1 is not guessed', () => {
  for (let high = 38; high <= 58; high++) {
    const unclear = [...ANSWER];
    unclear[4] = high; // the first bit, a 0
    equal(decode(unclear), 'distorted', `${high} µs`);
  }
});

test('an answer of zeros only is read, since its bytes tell more than its pulses', () => {
  const zeros = [0, 0, 0, 0, 0];
  const silent = zeros.flatMap(byte);
  deepEqual(decode([...RELEASE, ...RESPONSE, ...silent, ...FINAL_LOW]), zeros);
  deepEqual(decode([...RESPONSE, ...silent.slice(0, -1), 36]), zeros);
  equal(decode([...RESPONSE, ...silent.slice(0, -1), 38]), 'distorted');
  const ones = [255, 255, 255, 255, 255];
  equal(decode([...RELEASE, ...RESPONSE, ...ones.flatMap(byte), ...FINAL_LOW]), 'distorted');
});

test('a long cable makes lows longer and highs shorter, and the answer is still read', () => {
  for (let riseUs = 0; riseUs <= 14; riseUs++) {
    const slow = ANSWER.map((width) => width - riseUs);
    deepEqual(decode(slow), SENT, `${riseUs} µs`);
  }
});
