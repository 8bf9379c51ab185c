/** Faults of the clock and of the power. */

import { momentary, setting } from './define';
import type { Fault, Parameter } from './fault';

export const CLOCK_FAULTS: readonly Fault[] = [
  setting(
    'clock.no-server',
    {
      title: 'No time server',
      does: 'The time server does not answer.',
      seen: 'clock not set; readings without a timestamp after a start.',
    },
    [],
    ({ timeServer }) => timeServer,
    () => ({ reachable: false }),
  ),
  momentary(
    'clock.jump',
    {
      title: 'The clock jumps',
      does: 'The time of day jumps, as when a time server was wrong; it is right again at the next setting.',
      seen: 'timestamps that are off by so much.',
    },
    [{ name: 'seconds', what: 'on, or back', minimum: -1e8, maximum: 1e8, preset: 3_600 }],
    ({ board }, { seconds }) => {
      board.jumpClock(seconds! * 1000);
    },
  ),
  momentary(
    'clock.wrap',
    {
      title: 'A 32-bit counter of milliseconds wraps',
      does: 'Restarts the board with a monotonic clock that is so long before 2^32 ms.',
      seen: 'the station starts; nothing else when the counter wraps.',
    },
    [{ name: 'beforeMs', what: 'before it', minimum: 0, maximum: 3_600_000, preset: 60_000 }],
    ({ board }, { beforeMs }) => {
      board.startClockAt(2 ** 32 - beforeMs!);
      board.reset('external pin');
    },
  ),
];

const OFF: Parameter = {
  name: 'offMs',
  what: 'without power',
  minimum: 0,
  maximum: 86_400_000,
  preset: 2_000,
};

export const POWER_FAULTS: readonly Fault[] = [
  momentary(
    'power.cut',
    {
      title: 'The power is cut',
      does: 'Takes the power away for a while.',
      seen: 'the station starts (power on).',
    },
    [OFF],
    ({ board }, { offMs }) => {
      board.interruptPower(offMs!);
    },
  ),
  momentary(
    'power.cut-at-write',
    {
      title: 'The power is cut while flash is written',
      does: 'Takes the power away in the middle of the nth write to flash from now on.',
      seen: 'the station starts (power on), with everything that it had accepted.',
    },
    [{ name: 'write', what: 'from now on', minimum: 1, maximum: 1e6, preset: 1 }, OFF],
    ({ board }, { write, offMs }) => {
      board.cutAtWrite(write!, offMs!);
    },
  ),
  momentary(
    'power.brown-out',
    {
      title: 'A brown-out',
      does: 'The voltage drops, and the chip resets itself.',
      seen: 'the station starts (brown-out).',
    },
    [],
    ({ board }) => {
      board.reset('brown-out');
    },
  ),
  momentary(
    'power.reset',
    {
      title: 'The reset button',
      does: 'Resets the chip.',
      seen: 'the station starts (external pin).',
    },
    [],
    ({ board }) => {
      board.reset('external pin');
    },
  ),
];
