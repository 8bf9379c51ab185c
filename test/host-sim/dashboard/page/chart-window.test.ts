import { panned, type Window, zoomed } from '../../../../host-sim/dashboard/page/chart-window';
import { deepEqual } from '../../../kit/assert';
import { test } from '../../../kit/test';

const WHOLE: Window = [100_000, 200_000];

test('a window moves by a part of itself, and stops where there is nothing more', () => {
  deepEqual(panned([140_000, 160_000], 0.5, WHOLE), [150_000, 170_000]);
  deepEqual(panned([140_000, 160_000], -0.5, WHOLE), [130_000, 150_000]);
  deepEqual(panned([110_000, 130_000], -1, WHOLE), [100_000, 120_000]);
  deepEqual(panned([170_000, 190_000], 3, WHOLE), [180_000, 200_000]);
});

test('a window is zoomed around its middle, never to less than a second or to more than there is', () => {
  deepEqual(zoomed([140_000, 160_000], 0.5, WHOLE), [145_000, 155_000]);
  deepEqual(zoomed([140_000, 160_000], 2, WHOLE), [130_000, 170_000]);
  deepEqual(zoomed([140_000, 141_000], 0.5, WHOLE), [140_000, 141_000]);
  deepEqual(zoomed([180_000, 200_000], 2, WHOLE), [160_000, 200_000]);
  deepEqual(zoomed([120_000, 190_000], 8, WHOLE), WHOLE);
});

test('a window outside of what there is comes back to it', () => {
  deepEqual(panned([10_000, 20_000], 0, WHOLE), [100_000, 110_000]);
  deepEqual(panned([0, 900_000], 0, WHOLE), WHOLE);
});
