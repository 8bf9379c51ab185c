/** Other air at the sensor than the climate has: no fault of anything, but it happens like one. */

import type { Climate } from '../board/climate';
import { setting } from './define';
import type { Fault, FaultValues, Parameter } from './fault';
import type { Stage } from './stage';

const TEMPERATURE: Parameter = {
  name: 'temperatureC',
  what: 'at the sensor',
  minimum: -40,
  maximum: 80,
  preset: 21,
};

const HUMIDITY: Parameter = {
  name: 'humidityPercent',
  what: 'at the sensor',
  minimum: 0,
  maximum: 100,
  preset: 50,
};

const air = ({ air }: Stage) => air;

/** Up and down around the middle, in a time of day's own rhythm, so that it plays again alike. */
function wave(values: FaultValues): Climate {
  const { temperatureC, humidityPercent, swingC, swingPercent, periodS } = values;
  return (unixMs) => {
    const part = Math.sin((unixMs / 1_000 / periodS!) * 2 * Math.PI);
    const percent = humidityPercent! - swingPercent! * part; // warmer air is drier
    return {
      temperatureC: temperatureC! + swingC! * part,
      humidityPercent: Math.min(100, Math.max(0, percent)),
    };
  };
}

export const AIR_FAULTS: readonly Fault[] = [
  setting(
    'air.still',
    {
      title: 'Still air',
      does: 'The air at the sensor has this temperature and humidity.',
      seen: 'readings of these values.',
    },
    [TEMPERATURE, HUMIDITY],
    air,
    ({ temperatureC, humidityPercent }) => ({
      instead: () => ({ temperatureC: temperatureC!, humidityPercent: humidityPercent! }),
    }),
  ),
  setting(
    'air.wave',
    {
      title: 'Air in waves',
      does: 'The air at the sensor goes up and down around a middle.',
      seen: 'readings that go up and down.',
    },
    [
      TEMPERATURE,
      HUMIDITY,
      { name: 'swingC', what: 'up and down', minimum: 0, maximum: 40, preset: 3 },
      { name: 'swingPercent', what: 'down and up', minimum: 0, maximum: 50, preset: 8 },
      { name: 'periodS', what: 'for once up and down', minimum: 10, maximum: 86_400, preset: 120 },
    ],
    air,
    (values) => ({ instead: wave(values) }),
  ),
];
