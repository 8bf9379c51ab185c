/** Faults where the board is: its sensor, its clock, its power. */

import type { Fault, FaultValues } from './fault';

const sensorCable: Fault = {
  id: 'sensor.checksum',
  group: 'sensor',
  title: 'A flaky cable',
  does: 'Turns a bit of some of the answers over.',
  seen: 'its checksum is wrong, and no reading for it.',
  parameters: [{ name: 'percent', what: 'of the answers', minimum: 1, maximum: 100, preset: 20 }],
  lasts: true,
  begin: ({ cable }, { percent }: FaultValues) => {
    cable.spoiltPercent = percent!;
    return () => {
      cable.spoiltPercent = 0;
    };
  },
};

const clockUnset: Fault = {
  id: 'clock.no-server',
  group: 'clock',
  title: 'No time server',
  does: 'The time server does not answer.',
  seen: 'clock not set; readings without a timestamp after a start.',
  parameters: [],
  lasts: true,
  begin: ({ timeServer }) => {
    timeServer.reachable = false;
    return () => {
      timeServer.reachable = true;
    };
  },
};

const OFF = {
  name: 'offMs',
  what: 'without power',
  minimum: 0,
  maximum: 86_400_000,
  preset: 2_000,
};

const powerCut: Fault = {
  id: 'power.cut',
  group: 'power',
  title: 'The power is cut',
  does: 'Takes the power away for a while.',
  seen: 'the station starts (power on).',
  parameters: [OFF],
  lasts: false,
  begin: ({ board }, { offMs }: FaultValues) => {
    board.interruptPower(offMs!);
    return () => {};
  },
};

const brownOut: Fault = {
  id: 'power.brown-out',
  group: 'power',
  title: 'A brown-out',
  does: 'The voltage drops, and the chip resets itself.',
  seen: 'the station starts (brown-out).',
  parameters: [],
  lasts: false,
  begin: ({ board }) => {
    board.reset('brown-out');
    return () => {};
  },
};

export const PLACE_FAULTS: readonly Fault[] = [sensorCable, clockUnset, powerCut, brownOut];
