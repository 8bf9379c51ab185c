/** Any model, any climate, either sign, on good and bad lines: the right reading or a failure. */

import fc from 'fast-check';
import { decodeFrame, type DhtReading } from '../../../../firmware/sensors/dht/frame';
import { DHT_MODELS, type DhtModel } from '../../../../firmware/sensors/dht/models';
import { encodeFrame, type NegativeEncoding } from '../../../../host-sim/board/dht-frame';
import {
  drifted,
  pulseTrain,
  type PulseTiming,
  TRAIN_PULSES,
  TYPICAL_TIMING,
} from '../../../../host-sim/board/dht-pulses';
import { SeededRandom } from '../../../../host-sim/board/random';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { test, tries } from '../../../kit/test';
import { decode } from '../../../kit/pulses';

const MODELS: readonly DhtModel[] = Object.values(DHT_MODELS);

interface Sent {
  readonly model: DhtModel;
  readonly negative: NegativeEncoding;
  readonly bytes: Uint8Array;
  readonly reading: DhtReading;
}

const sent = fc
  .record({
    model: fc.constantFrom(...MODELS),
    negative: fc.constantFrom<NegativeEncoding>('sign', 'complement'),
    celsiusTenths: fc.integer({ min: -400, max: 800 }),
    humidityTenths: fc.integer({ min: 200, max: 900 }),
  })
  .map(({ model, negative, celsiusTenths, humidityTenths }): Sent => {
    const integral = model.frame === 'integral';
    const celsius = integral ? Math.max(-200, Math.min(600, celsiusTenths)) : celsiusTenths;
    const humidity = model.name === 'DHT11' ? Math.round(humidityTenths / 10) * 10 : humidityTenths;
    const reading = { temperatureC: celsius / 10, humidityPercent: humidity / 10 };
    return { model, negative, reading, bytes: encodeFrame(model.name, reading, negative) };
  });

const random = fc.infiniteStream(fc.integer({ min: 0, max: 999 })).map((stream) => {
  return (): number => (stream.next().value as number) / 1000;
});

/** Constant for a part, anywhere within the limits of the sheet, and its oscillator off by up to 20 %. */
const timing = fc
  .tuple(random, fc.integer({ min: 80, max: 120 }))
  .map(([next, percent]): PulseTiming => {
    const within = ({ min, max }: { min: number; max: number }): number =>
      min + (max - min) * next();
    const sheet = DHT_MODELS.DHT22.timing;
    const part = {
      TgoUs: 30,
      TrelUs: within(sheet.responseLowUs),
      TrehUs: within(sheet.responseHighUs),
      TlowUs: within(sheet.bitLowUs),
      Th0Us: within(sheet.zeroHighUs),
      Th1Us: within(sheet.oneHighUs),
      TenUs: within(sheet.finalLowUs),
    };
    return drifted(part, percent / 100);
  });

function read(train: ArrayLike<number>, { model, negative }: Sent): DhtReading | string {
  const decoded = decode(train);
  if (typeof decoded === 'string') return decoded;
  return decodeFrame(Uint8Array.from(decoded), model, negative);
}

/** The right reading, or a failure. */
function neverWrong(train: ArrayLike<number>, what: Sent): void {
  const outcome = read(train, what);
  if (typeof outcome !== 'string') deepEqual(outcome, what.reading);
}

test('what any model measures comes through, from any part within the sheet and 20 % off', () => {
  fc.assert(
    fc.property(sent, timing, random, (what, part, next) => {
      const train = pulseTrain(what.bytes, part, { random: next, jitterUs: 3 });
      deepEqual(read(train, what), what.reading);
    }),
    { numRuns: tries(1000) },
  );
});

test('widths that stray by 6 µs each, by chance, do no harm', () => {
  fc.assert(
    fc.property(sent, fc.integer(), (what, seed) => {
      const { next } = new SeededRandom(seed, 'jitter');
      const train = pulseTrain(what.bytes, TYPICAL_TIMING, { random: next, jitterUs: 6 });
      deepEqual(read(train, what), what.reading);
    }),
    { numRuns: tries(1000) },
  );
});

test('widths that stray by 4 µs each do no harm, though one strays against all the others', () => {
  // At the worst a high is 2 × 4 µs from its kind's mean, which may be (70 - 26 - 2 × 4) / 4 = 9 µs.
  fc.assert(
    fc.property(sent, random, (what, next) => {
      const train = pulseTrain(what.bytes, TYPICAL_TIMING, { random: next, jitterUs: 4 });
      deepEqual(read(train, what), what.reading);
    }),
    { numRuns: tries(1000) },
  );
});

test('a recording cut at both ends, amid pulses, never gives a wrong reading', () => {
  const cut = fc.integer({ min: 0, max: TRAIN_PULSES });
  fc.assert(
    fc.property(sent, timing, cut, cut, random, (what, part, one, other, next) => {
      const from = Math.min(one, other);
      const train = pulseTrain(what.bytes, part).slice(from, Math.max(one, other));
      neverWrong(train, what);
      // Now the recording begins and ends in the middle of a pulse.
      for (const at of [0, train.length - 1]) {
        if (at in train) train[at] = Math.trunc(train[at]! * next()) || Math.sign(train[at]!);
      }
      neverWrong(train, what);
    }),
    { numRuns: tries(2000) },
  );
});

test('noise of a few µs inside the pulses is taken out', () => {
  const spots = fc.array(
    fc.record({ at: fc.nat(TRAIN_PULSES - 1), width: fc.nat(5), left: fc.nat(99) }),
    {
      maxLength: 15,
    },
  );
  fc.assert(
    fc.property(sent, spots, (what, glitches) => {
      const train = Array.from(pulseTrain(what.bytes));
      const places = new Map(glitches.map((glitch) => [glitch.at, glitch]));
      const noisy = train.flatMap((width, at) => {
        const glitch = places.get(at);
        if (!glitch) return [width];
        // The glitch leaves at least 8 µs to its left and to its right.
        const sign = Math.sign(width);
        const glitchUs = glitch.width + 1;
        const restUs = Math.abs(width) - glitchUs - 16;
        const leftUs = 8 + Math.round((restUs * glitch.left) / 99);
        return [sign * leftUs, -sign * glitchUs, width - sign * (leftUs + glitchUs)];
      });
      deepEqual(read(noisy, what), what.reading);
    }),
    { numRuns: tries(1000) },
  );
});

test('one pulse stretched by any length never gives a wrong reading', () => {
  const pulse = fc.nat(TRAIN_PULSES - 1);
  fc.assert(
    fc.property(sent, timing, pulse, fc.integer({ min: 1, max: 400 }), (what, part, at, byUs) => {
      const train = pulseTrain(what.bytes, part);
      train[at]! += Math.sign(train[at]!) * byUs;
      neverWrong(train, what);
    }),
    { numRuns: tries(3000) },
  );
});

test('one edge that comes late by any time never gives a wrong reading', () => {
  const edge = fc.nat(TRAIN_PULSES - 2);
  fc.assert(
    fc.property(sent, timing, edge, fc.integer({ min: 1, max: 79 }), (what, part, at, lateUs) => {
      const train = pulseTrain(what.bytes, part);
      const byUs = Math.min(lateUs, Math.abs(train[at + 1]!) - 1);
      train[at]! += Math.sign(train[at]!) * byUs;
      train[at + 1]! -= Math.sign(train[at + 1]!) * byUs;
      neverWrong(train, what);
    }),
    { numRuns: tries(3000) },
  );
});

// The bound. The kinds lie 44 µs apart. To count as a 1, a 0 must come within a quarter of their
// distance to the mean of the ones, which itself can lie as low as 70 - (70 - 26) / 5 = 61.2 µs as
// long as a true 1 is left: so it must be stretched by 26.4 µs. Real frames have ones.
test('any number of pulses stretched by up to 26 µs each never give a wrong reading', () => {
  fc.assert(
    fc.property(sent, random, fc.integer({ min: 1, max: 26 }), (what, next, mostUs) => {
      const share = next();
      const train = pulseTrain(what.bytes).map((width) =>
        next() < share ? width + Math.sign(width) * Math.round(next() * mostUs) : width,
      );
      neverWrong(train, what);
    }),
    { numRuns: tries(3000) },
  );
});

test('beyond that, a wrong reading needs two bits or more that are wrong and a checksum that matches', () => {
  fc.assert(
    fc.property(sent, random, fc.integer({ min: 20, max: 300 }), (what, next, mostUs) => {
      const share = next() / 4;
      const train = pulseTrain(what.bytes).map((width) => {
        if (next() >= share) return width;
        return (
          Math.sign(width) * Math.max(1, Math.abs(width) + Math.round((next() - 0.3) * mostUs))
        );
      });
      const outcome = read(train, what);
      if (typeof outcome === 'string') return;
      const got = decode(train) as readonly number[];
      const wrongBits = got.reduce((sum, value, i) => sum + bitsOf(value ^ what.bytes[i]!), 0);
      equal((got[0]! + got[1]! + got[2]! + got[3]!) & 0xff, got[4]!);
      ok(wrongBits !== 1);
      if (wrongBits === 0) deepEqual(outcome, what.reading);
    }),
    { numRuns: tries(3000) },
  );
});

function bitsOf(value: number): number {
  let bits = 0;
  for (let rest = value; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
}

test('whatever is on the line, there are bytes or a failure', () => {
  const width = fc.oneof(
    fc.integer({ min: 1, max: 130 }),
    fc.constantFrom(1, 6, 7, 26, 50, 70, 80, 32_767),
  );
  fc.assert(
    fc.property(fc.array(width, { maxLength: 140 }), fc.boolean(), (widths, high) => {
      const outcome = decode(widths.map((us, at) => ((at & 1) === 0 ? us : -us) * (high ? 1 : -1)));
      ok(typeof outcome === 'string' || outcome.length === 5);
    }),
    { numRuns: tries(2000) },
  );
});
