/** What a fleet has lost. */

import { FleetLedger } from '../../../host-sim/fleet/ledger';
import { deepEqual, equal } from '../../kit/assert';
import { test } from '../../kit/test';

const reading = (unixS: number, temperature = 20.1) => ({ unixS, temperature, humidity: 50 });
const seen = (timestamp: number | null, temperature = 20.1) => ({
  ...{ timestamp, temperature, humidity: 50 },
});

function tally({ accepted, arrived, duplicates, strangers, lost }: FleetLedger): number[] {
  return [accepted, arrived, duplicates, strangers, lost];
}

test('what was accepted and not seen is lost, and each board is held to account', () => {
  const ledger = new FleetLedger();
  for (const board of [0, 1, 2])
    for (const second of [10, 20]) ledger.accept(board, reading(second));
  ledger.arrive(0, seen(10));
  ledger.arrive(0, seen(20));
  ledger.arrive(2, seen(20));
  deepEqual(tally(ledger), [6, 3, 0, 0, 3]);
  deepEqual(ledger.losers, [
    { board: 1, lost: 2 },
    { board: 2, lost: 1 },
  ]);
});

test('what comes twice is a duplicate and makes up for no other', () => {
  const ledger = new FleetLedger();
  ledger.accept(0, reading(10));
  ledger.accept(0, reading(20));
  ledger.arrive(0, seen(10));
  ledger.arrive(0, seen(10));
  deepEqual(tally(ledger), [2, 1, 1, 0, 1]);
});

test('two readings of one second that look alike are two', () => {
  const ledger = new FleetLedger();
  ledger.accept(0, reading(10));
  ledger.accept(0, reading(10));
  ledger.arrive(0, seen(10));
  equal(ledger.lost, 1);
  ledger.arrive(0, seen(10));
  deepEqual(tally(ledger), [2, 2, 0, 0, 0]);
});

test('a reading of another board, of another time or with other values is not the one that is missed', () => {
  const ledger = new FleetLedger();
  ledger.accept(0, reading(10));
  ledger.arrive(1, seen(10));
  ledger.arrive(0, seen(11));
  ledger.arrive(0, seen(10, 20.2));
  deepEqual([ledger.arrived, ledger.lost, ledger.strangers + ledger.duplicates], [0, 1, 3]);
  ledger.arrive(0, seen(10));
  equal(ledger.lost, 0);
});

test('a reading without a time is known by its values', () => {
  const ledger = new FleetLedger();
  ledger.accept(0, reading(10, 19));
  ledger.accept(0, reading(20, 20));
  ledger.arrive(0, seen(null, 20));
  deepEqual(ledger.losers, [{ board: 0, lost: 1 }]);
  ledger.arrive(0, seen(null, 20));
  deepEqual(tally(ledger), [2, 1, 0, 1, 1]);
});
