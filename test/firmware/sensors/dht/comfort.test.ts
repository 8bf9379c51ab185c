import fc from 'fast-check';
import {
  celsiusToFahrenheit,
  dewPointC,
  fahrenheitToCelsius,
  heatIndexC,
  heatIndexF,
} from '../../../../firmware/sensors/dht/comfort';
import { equal, ok, throws } from '../../../kit/assert';
import { test } from '../../../kit/test';

function near(actual: number | undefined, expected: number, within: number): void {
  ok(actual !== undefined && Math.abs(actual - expected) <= within, `${actual}, not ${expected}`);
}

test('the units meet where they must', () => {
  equal(celsiusToFahrenheit(0), 32);
  equal(celsiusToFahrenheit(100), 212);
  equal(celsiusToFahrenheit(-40), -40);
  equal(fahrenheitToCelsius(32), 0);
  equal(fahrenheitToCelsius(212), 100);
  equal(fahrenheitToCelsius(-40), -40);
});

test('100 °F are 37.777… °C, and not 37.7774', () => {
  near(fahrenheitToCelsius(100), 340 / 9, 1e-12);
});

test('there and back again gives the same temperature', () => {
  const tenths = fc.integer({ min: -400, max: 800 });
  fc.assert(
    fc.property(tenths, (value) => {
      const temperatureC = value / 10;
      near(fahrenheitToCelsius(celsiusToFahrenheit(temperatureC)), temperatureC, 1e-12);
    }),
  );
});

/** Rows of the National Weather Service's chart, which leaves the corrections out: °F, %, and the index. */
const CHART: readonly (readonly [number, number, number])[] = [
  [80, 40, 80],
  [84, 70, 90],
  [86, 90, 105],
  [90, 50, 95],
  [90, 85, 117],
  [94, 60, 110],
  [96, 55, 112],
  [100, 40, 109],
  [104, 50, 131],
  [110, 40, 136],
];

test('the heat index agrees with the chart of the National Weather Service', () => {
  for (const [temperatureF, humidityPercent, expected] of CHART) {
    near(heatIndexF(temperatureF, humidityPercent), expected, 1);
  }
});

test("up to 79 °F the index is the mean of the temperature and Steadman's formula", () => {
  near(heatIndexF(70, 50), (70 + 61 + 2 * 1.2 + 50 * 0.094) / 2, 1e-12);
  near(heatIndexF(40, 0), (40 + 61 - 28 * 1.2) / 2, 1e-12);
});

test('the regression takes over where the mean exceeds 79 °F', () => {
  // (t + 61 + (t - 68) * 1.2 + 50 * 0.094) / 2 = 79 at t = 79.045…
  const borderF = (158 - 61 + 68 * 1.2 - 50 * 0.094) / 2.2;
  near(heatIndexF(borderF - 0.001, 50), 79, 0.01);
  ok(Math.abs(heatIndexF(borderF + 0.001, 50) - 79) > 0.05);
});

test('dry air is corrected downwards from 80 to 112 °F, and only below 13 %', () => {
  near(heatIndexF(95, 13.5), rothfusz(95, 13.5), 1e-9);
  near(heatIndexF(95, 5), rothfusz(95, 5) - 2, 1e-9);
  near(heatIndexF(112, 5), rothfusz(112, 5), 1e-9); // the root is 0 here
  near(heatIndexF(113, 5), rothfusz(113, 5), 1e-9);
});

test('wet air is corrected upwards from 80 to 87 °F, and only above 85 %', () => {
  near(heatIndexF(82, 95), rothfusz(82, 95) + 1, 1e-9);
  near(heatIndexF(82, 85), rothfusz(82, 85), 1e-9);
  near(heatIndexF(82, 85.5), rothfusz(82, 85.5) + 0.05, 1e-9);
  near(heatIndexF(80, 95), rothfusz(80, 95) + 1.4, 1e-9);
  near(heatIndexF(87.5, 95), rothfusz(87.5, 95), 1e-9);
  near(heatIndexF(79.9, 95), rothfusz(79.9, 95), 1e-9);
});

/** The nine terms of SR 90-23, nested otherwise than in the firmware. */
function rothfusz(t: number, r: number): number {
  const constant = -42.379 + t * (2.04901523 - 6.83783e-3 * t);
  const linear = 10.14333127 + t * (-0.22475541 + 1.22874e-3 * t);
  const square = -5.481717e-2 + t * (8.5282e-4 - 1.99e-6 * t);
  return constant + r * (linear + r * square);
}

test('the heat index in °C is the one in °F', () => {
  near(heatIndexC(32, 70), fahrenheitToCelsius(heatIndexF(89.6, 70)), 1e-12);
  near(heatIndexC(32, 70), 40.4, 0.1);
});

test('saturated air has its own temperature as dew point', () => {
  for (const temperatureC of [-40, -0.1, 0, 20, 60]) {
    near(dewPointC(temperatureC, 100), temperatureC, 1e-9);
  }
});

/** Saturation pressure over water in hPa by another formula: Buck 1981, -20..50 °C. */
function buck(temperatureC: number): number {
  return 6.1121 * Math.exp((17.502 * temperatureC) / (240.97 + temperatureC));
}

test('at the dew point, the water that is there saturates the air', () => {
  for (const temperatureC of [0, 10, 20, 35, 50]) {
    for (const humidityPercent of [25, 50, 75, 99]) {
      const presentHPa = (buck(temperatureC) * humidityPercent) / 100;
      near(buck(dewPointC(temperatureC, humidityPercent)!) / presentHPa, 1, 0.005);
    }
  }
});

test('air without water has no dew point', () => {
  equal(dewPointC(20, 0), undefined);
});

test('the drier the air, the lower the dew point, and never above the temperature', () => {
  const percent = fc.integer({ min: 1, max: 999 });
  const degrees = fc.integer({ min: -40, max: 80 });
  fc.assert(
    fc.property(degrees, percent, (temperatureC, tenths) => {
      const lower = dewPointC(temperatureC, tenths / 10)!;
      const upper = dewPointC(temperatureC, (tenths + 1) / 10)!;
      ok(lower < upper && upper <= temperatureC + 1e-9);
    }),
  );
});

test('an argument that is out of range or no number throws and is named', () => {
  for (const temperatureC of [NaN, -273.2, Infinity]) {
    throws(() => celsiusToFahrenheit(temperatureC), 'temperatureC');
  }
  for (const temperatureF of [NaN, -459.7, Infinity]) {
    throws(() => fahrenheitToCelsius(temperatureF), 'temperatureF');
  }
  for (const temperatureF of [NaN, -40.1, 212.1]) {
    throws(() => heatIndexF(temperatureF, 50), 'temperatureF');
  }
  for (const temperatureC of [NaN, -40.1, 100.1]) {
    throws(() => heatIndexC(temperatureC, 50), 'temperatureC');
  }
  for (const temperatureC of [NaN, -100.1, 100.1]) {
    throws(() => dewPointC(temperatureC, 50), 'temperatureC');
  }
  for (const humidityPercent of [NaN, -0.1, 100.1]) {
    throws(() => heatIndexF(80, humidityPercent), 'humidityPercent');
    throws(() => heatIndexC(20, humidityPercent), 'humidityPercent');
    throws(() => dewPointC(20, humidityPercent), 'humidityPercent');
  }
});

test('all that a sensor can measure has a heat index and, but for 0 %, a dew point', () => {
  for (let temperatureC = -40; temperatureC <= 80; temperatureC++) {
    for (let humidityPercent = 0; humidityPercent <= 100; humidityPercent++) {
      ok(Number.isFinite(heatIndexC(temperatureC, humidityPercent)));
      ok(humidityPercent === 0 || Number.isFinite(dewPointC(temperatureC, humidityPercent)));
    }
  }
});
