import fc from 'fast-check';
import { type AcceptedReading, Ledger, type Tally } from '../../../host-sim/scenario/ledger';
import { deepEqual, equal } from '../../kit/assert';
import { inLong, often } from '../../kit/long';
import { test } from '../../kit/test';

const NONE: Tally = {
  accepted: 0,
  arrived: 0,
  duplicates: 0,
  dropped: 0,
  lost: 0,
  disordered: 0,
  strangers: 0,
};

/**
 * A ledger of a story: `A` and its like are accepted, second by second, `a` arrives
 * with the second of the last `A` or the one that is said (`a3`), `a?` without one.
 */
function story(text: string, ledger = new Ledger()): Tally {
  const secondOf = new Map<string, number>();
  let second = 0;
  for (const word of text.split(' ').filter((part) => part !== '')) {
    const letter = word[0]!.toUpperCase();
    const values = { temperature: letter.charCodeAt(0), humidity: 40 };
    if (word === letter) {
      secondOf.set(letter, ++second);
      ledger.accept({ ...values, unixS: second });
    } else {
      const said = word.length > 1 ? Number(word.slice(1)) : secondOf.get(letter)!;
      ledger.arrive({ ...values, timestamp: word[1] === '?' ? null : said });
    }
  }
  return ledger.tally();
}

const STORIES: readonly (readonly [string, Partial<Tally>])[] = [
  ['', {}],
  ['A a B b', { accepted: 2, arrived: 2 }],
  ['A B a b', { accepted: 2, arrived: 2 }],
  ['A B b', { accepted: 2, arrived: 1, lost: 1 }],
  ['A a a', { accepted: 1, arrived: 1, duplicates: 1 }],
  ['A B b a', { accepted: 2, arrived: 2, disordered: 1 }],
  ['A B a b a', { accepted: 2, arrived: 2, duplicates: 1 }],
  ['A b?', { accepted: 1, lost: 1, strangers: 1 }],
  ['A a7', { accepted: 1, lost: 1, strangers: 1 }],
  // The same values time and again, with a clock and without.
  ['A A A a1 a2 a3', { accepted: 3, arrived: 3 }],
  ['A A A a1 a3 a3', { accepted: 3, arrived: 2, duplicates: 1, lost: 1 }],
  ['A A A a? a? a?', { accepted: 3, arrived: 3 }],
  ['A a? a? A', { accepted: 2, arrived: 1, duplicates: 1, lost: 1 }],
  ['A a? A a? a?', { accepted: 2, arrived: 2, duplicates: 1 }],
  // One without a timestamp leaves those alone that a timestamp names.
  ['A A a? a1', { accepted: 2, arrived: 2, disordered: 1 }],
  ['A A a? a2', { accepted: 2, arrived: 2 }],
  // And is the next one that fits, as long as there is one.
  ['A B A b a?', { accepted: 3, arrived: 2, lost: 1 }],
  ['A B b a?', { accepted: 2, arrived: 2, disordered: 1 }],
];

for (const [text, expected] of STORIES) {
  test(`the story "${text}" comes to its account`, () => {
    deepEqual(story(text), { ...NONE, ...expected });
  });
}

/** In real time a second may begin between two looks at the clock. */
const STRAYING: readonly (readonly [string, Partial<Tally>])[] = [
  ['A B a2 b1', { accepted: 2, arrived: 2 }],
  ['A a2 B b1 a2', { accepted: 2, arrived: 2, duplicates: 1 }],
  ['A a0 a3', { accepted: 1, arrived: 1, strangers: 1 }],
  // All a second late, and alike: each is still one of its own.
  ['A a2 A a3 A a4', { accepted: 3, arrived: 3 }],
  ['A A A a3 a2 a4', { accepted: 3, arrived: 3, disordered: 1 }],
  ['A A A A a1 a5', { accepted: 4, arrived: 2, lost: 2 }],
  ['A A B a3 b3', { accepted: 3, arrived: 2, lost: 1 }],
];

for (const [text, expected] of STRAYING) {
  test(`the story "${text}" comes to its account in real time`, () => {
    deepEqual(story(text, new Ledger(1)), { ...NONE, ...expected });
  });
}

test('in virtual time a timestamp that is a second wrong is somebody else’s', () => {
  const { lost, strangers } = story('A a2');
  deepEqual([lost, strangers], [1, 1]);
});

test('what was dropped is not lost, and is counted anew after a restart', () => {
  const ledger = new Ledger();
  for (let unixS = 0; unixS < 10; unixS++) ledger.accept({ temperature: 1, humidity: 2, unixS });
  ledger.dropped(1);
  ledger.dropped(3);
  ledger.restarted();
  ledger.dropped(2);
  deepEqual(ledger.tally(), { ...NONE, accepted: 10, dropped: 5, lost: 5 });
});

test('a week of one stuck value without a clock is counted in no time', () => {
  const ledger = new Ledger();
  const values = { temperature: 20, humidity: 40 };
  for (let unixS = 0; unixS < 60_480; unixS++) {
    ledger.accept({ ...values, unixS });
    if (unixS % 1_000 !== 0) ledger.arrive({ ...values, timestamp: null });
  }
  equal(ledger.tally().lost, 61);
});

/** What becomes of a reading: lost, or it arrives so many times, after so many others. */
interface Fate {
  readonly value: number;
  readonly copies: number;
  readonly delay: number;
  readonly hasClock: boolean;
}

const fates = fc.array(
  fc.record({
    value: fc.integer({ min: 0, max: 2 }),
    copies: fc.integer({ min: 0, max: 3 }),
    delay: fc.integer({ min: 0, max: 4 }),
    hasClock: fc.boolean(),
  }),
  { maxLength: 12 },
);

/** All that happens, in order: a reading is accepted, or one that was accepted arrives. */
function happenings(all: readonly Fate[]): { readonly index: number; readonly copy: number }[] {
  return all
    .flatMap(({ copies, delay }, index) => [
      { index, copy: 0, at: index },
      ...Array.from({ length: copies }, (_, i) => ({ index, copy: i + 1, at: index + delay + i })),
    ])
    .sort((one, other) => one.at - other.at || one.copy - other.copy);
}

function ledgerOf(all: readonly Fate[]): Ledger {
  const ledger = new Ledger();
  for (const { index, copy } of happenings(all)) {
    const { value, hasClock } = all[index]!;
    const reading: AcceptedReading = { temperature: value, humidity: 40, unixS: index };
    if (copy === 0) ledger.accept(reading);
    else ledger.arrive({ temperature: value, humidity: 40, timestamp: hasClock ? index : null });
  }
  return ledger;
}

/** The greatest number of readings that can have arrived: all ways are tried. */
function mostArrived(all: readonly Fate[]): number {
  const happened = happenings(all);
  const partners = happened.flatMap(({ index, copy }, at) => {
    if (copy === 0) return [];
    const { value, hasClock } = all[index]!;
    const before = happened.slice(0, at).filter((one) => one.copy === 0);
    return [
      before
        .map((one) => one.index)
        .filter((one) => (hasClock ? one === index : all[one]!.value === value)),
    ];
  });
  const arrivalOf = new Map<number, number>();
  const place = (arrival: number, seen: Set<number>): boolean => {
    for (const reading of partners[arrival]!) {
      if (seen.has(reading)) continue;
      seen.add(reading);
      const other = arrivalOf.get(reading);
      if (other !== undefined && !place(other, seen)) continue;
      arrivalOf.set(reading, arrival);
      return true;
    }
    return false;
  };
  return partners.filter((_, arrival) => place(arrival, new Set())).length;
}

const tries = often(500, 20_000);

test(`as many readings have arrived as can have, in ${inLong(tries)} stories of look-alikes`, () => {
  fc.assert(
    fc.property(fates, (all) => {
      const tally = ledgerOf(all).tally();
      const arrivals = all.reduce((sum, { copies }) => sum + copies, 0);
      equal(tally.arrived, mostArrived(all));
      equal(tally.lost, all.length - tally.arrived);
      equal(tally.duplicates, arrivals - tally.arrived);
      equal(tally.strangers, 0);
    }),
    tries,
  );
});

test(`with a clock each reading has its own fate, in ${inLong(tries)} stories`, () => {
  fc.assert(
    fc.property(fates, (some) => {
      const all = some.map((fate) => ({ ...fate, hasClock: true }));
      const tally = ledgerOf(all).tally();
      equal(tally.lost, all.filter(({ copies }) => copies === 0).length);
      equal(
        tally.duplicates,
        all.reduce((sum, { copies }) => sum + Math.max(0, copies - 1), 0),
      );
    }),
    tries,
  );
});

test(`where a second may begin between two looks at the clock nothing is lost for that, in ${inLong(tries)} stories`, () => {
  const straysMs = fc.array(fc.integer({ min: -20, max: 20 }), { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(fates, straysMs, fc.nat(999), (some, strays, phaseMs) => {
      const ledger = new Ledger(1);
      for (const [index, { value, copies }] of some.entries()) {
        const atMs = 10_000 + index * 1_000 + phaseMs;
        const values = { temperature: value, humidity: 40 };
        ledger.accept({ ...values, unixS: Math.floor(atMs / 1_000) });
        const timestamp = Math.floor((atMs + strays[index]!) / 1_000);
        if (copies > 0) ledger.arrive({ ...values, timestamp });
      }
      const { lost, strangers, duplicates } = ledger.tally();
      deepEqual([lost, strangers, duplicates], [some.filter((f) => f.copies === 0).length, 0, 0]);
    }),
    tries,
  );
});

test(`what comes in order is in order, with a clock or without, in ${inLong(tries)} stories`, () => {
  fc.assert(
    fc.property(fates, fc.boolean(), (some, hasClock) => {
      const all = some.map(({ value, copies }) => ({
        value,
        copies: Math.min(copies, 1),
        delay: 0,
        hasClock,
      }));
      equal(ledgerOf(all).tally().disordered, 0);
    }),
    tries,
  );
});
