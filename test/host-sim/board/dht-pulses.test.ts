import {
  drifted,
  pulseTrain,
  TRAIN_PULSES,
  TYPICAL_TIMING,
} from '../../../host-sim/board/dht-pulses';
import { deepEqual, equal, ok } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { test } from '../../kit/test';

const ZERO = [-50, 26];
const ONE = [-50, 70];
const FRAME = bytes(0xa1, 0, 0, 0, 0xa1);

test('a train is release, response, the bits with the highest first, and the final low', () => {
  const train = pulseTrain(FRAME);
  const expected = [
    30, // T_go
    -80, // T_rel
    80, // T_reh
    ...[ONE, ZERO, ONE, ZERO, ZERO, ZERO, ZERO, ONE].flat(), // a1
    ...Array.from({ length: 24 }, () => ZERO).flat(), // 00 00 00
    ...[ONE, ZERO, ONE, ZERO, ZERO, ZERO, ZERO, ONE].flat(), // a1
    -50, // T_en
  ];
  deepEqual(Array.from(train), expected);
  equal(train.length, TRAIN_PULSES);
});

test('jitter lets the release take 20 to 40 µs and every other width stray as far as it says', () => {
  const still = pulseTrain(FRAME);
  for (const [value, releaseUs, strayUs] of [
    [0, 20, -4],
    [0.5, 30, 0],
    [0.999, 40, 4],
  ] as const) {
    const train = pulseTrain(FRAME, TYPICAL_TIMING, { random: () => value, jitterUs: 4 });
    equal(train[0], releaseUs);
    for (let at = 1; at < train.length; at++) {
      equal(Math.abs(train[at]!), Math.abs(still[at]!) + strayUs, `pulse ${at}`);
    }
  }
});

test('however far they stray, widths alternate and are never 0', () => {
  const train = pulseTrain(FRAME, TYPICAL_TIMING, { random: () => 0, jitterUs: 1_000 });
  train.forEach((width, at) => ok((at & 1) === 0 ? width > 0 : width < 0, `pulse ${at}`));
});

test('a part whose oscillator is slow makes all pulses longer', () => {
  const slow = pulseTrain(FRAME, drifted(TYPICAL_TIMING, 1.2));
  deepEqual(Array.from(slow.slice(0, 7)), [36, -96, 96, -60, 84, -60, 31]);
  equal(slow.at(-1), -60);
});
