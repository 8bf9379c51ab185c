/** Faults of the sensor and its cable: one for each failure that the driver names and a device can cause. */

import { setting, type Words } from './define';
import type { Fault, Parameter } from './fault';
import { bytesInstead, cutShort, noAnswer, type Spoil, turnedBit, unclear } from './sensor-line';
import type { Stage } from './stage';

const PERCENT: Parameter = {
  name: 'percent',
  what: 'of the answers',
  minimum: 1,
  maximum: 100,
  preset: 20,
};

function spoilt(id: `sensor.${string}`, words: Words, spoil: Spoil, preset = 20): Fault {
  return setting(
    id,
    words,
    [{ ...PERCENT, preset }],
    ({ sensor }: Stage) => sensor,
    ({ percent }) => ({ spoil, percent: percent! }),
  );
}

export const SENSOR_FAULTS: readonly Fault[] = [
  spoilt(
    'sensor.unplugged',
    {
      title: 'The sensor is unplugged',
      does: 'It does not answer.',
      seen: 'sensor failed: the sensor did not answer; afterwards recovered.',
    },
    noAnswer,
    100,
  ),
  spoilt(
    'sensor.checksum',
    {
      title: 'A flaky cable',
      does: 'Turns a bit of some of the answers over.',
      seen: 'its checksum is wrong, and no reading for it.',
    },
    turnedBit,
  ),
  spoilt(
    'sensor.short-frame',
    {
      title: 'Answers end too early',
      does: 'Cuts some of the answers off before their last bit.',
      seen: 'the answer ended before its 40th bit.',
    },
    cutShort,
  ),
  spoilt(
    'sensor.distorted',
    {
      title: 'A disturbed line',
      does: 'Some pulses are neither long nor short.',
      seen: 'some pulses are neither a clear 0 nor a clear 1, or a wrong checksum.',
    },
    unclear,
  ),
  spoilt(
    'sensor.shifted',
    {
      title: 'The first bit is lost',
      does: 'Answers begin one bit late.',
      seen: 'the answer lost its first bit.',
    },
    bytesInstead([0x80, 0, 0, 0]),
  ),
  spoilt(
    'sensor.out-of-range',
    {
      title: 'Another model',
      does: 'Answers hold values that the model cannot measure.',
      seen: 'values that this model cannot measure.',
    },
    bytesInstead([0x7f, 0xff, 0x7f, 0xff]),
  ),
  spoilt(
    'sensor.implausible',
    {
      title: 'A sensor that does not measure',
      does: 'Answers are all zeros, as of a part with a bad supply.',
      seen: 'one of those answers that parts send when they have not measured.',
    },
    bytesInstead([0, 0, 0, 0]),
  ),
  setting(
    'sensor.stuck',
    {
      title: 'A stuck value',
      does: 'The sensor gives its last answer again and again.',
      seen: 'readings that do not change.',
    },
    [],
    ({ sensor }: Stage) => sensor,
    () => ({ isStuck: true }),
  ),
];
