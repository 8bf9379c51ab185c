/**
 * What people make of temperature and humidity: other units, the heat index and
 * the dew point. Pure. Arguments outside of the ranges throw a RangeError.
 */

/** Any temperature in °C, in °F. */
export function celsiusToFahrenheit(temperatureC: number): number {
  checkRange('temperatureC', temperatureC, -273.15, 1e6);
  return (temperatureC * 9) / 5 + 32;
}

/** Any temperature in °F, in °C. */
export function fahrenheitToCelsius(temperatureF: number): number {
  checkRange('temperatureF', temperatureF, -459.67, 1e6);
  return ((temperatureF - 32) * 5) / 9;
}

/**
 * How warm the air feels in the shade, °F, as the US National Weather Service
 * reckons (wpc.ncep.noaa.gov, heat index equation): the mean of the temperature
 * and Steadman's simple formula, and above 79 °F Rothfusz' regression (SR 90-23,
 * 1990) with its corrections for dry and for wet air. Adafruit's library has the
 * same 79, where the service's text says 80.
 *
 * `temperatureF` -40..212, `humidityPercent` 0..100; it means little below 40 °F.
 */
export function heatIndexF(temperatureF: number, humidityPercent: number): number {
  checkRange('temperatureF', temperatureF, -40, 212);
  checkRange('humidityPercent', humidityPercent, 0, 100);
  const t = temperatureF;
  const rh = humidityPercent;
  const mean = (t + 61 + (t - 68) * 1.2 + rh * 0.094) / 2;
  if (mean <= 79) return mean;
  const index =
    -42.379 +
    2.04901523 * t +
    10.14333127 * rh -
    0.22475541 * t * rh -
    0.00683783 * t * t -
    0.05481717 * rh * rh +
    0.00122874 * t * t * rh +
    0.00085282 * t * rh * rh -
    0.00000199 * t * t * rh * rh;
  if (rh < 13 && t >= 80 && t <= 112) {
    return index - ((13 - rh) / 4) * Math.sqrt((17 - Math.abs(t - 95)) / 17);
  }
  if (rh > 85 && t >= 80 && t <= 87) return index + ((rh - 85) / 10) * ((87 - t) / 5);
  return index;
}

/** {@link heatIndexF} in °C: `temperatureC` -40..100, `humidityPercent` 0..100. */
export function heatIndexC(temperatureC: number, humidityPercent: number): number {
  checkRange('temperatureC', temperatureC, -40, 100);
  return fahrenheitToCelsius(heatIndexF(celsiusToFahrenheit(temperatureC), humidityPercent));
}

/** Magnus' coefficients over water, WMO-No. 8 (CIMO guide) annex 4.B, good for -45..60 °C. */
const MAGNUS_FACTOR = 17.62;
const MAGNUS_OFFSET_C = 243.12;

/**
 * The temperature at which the air's water begins to condense, °C, by Magnus'
 * formula: `temperatureC` -100..100, `humidityPercent` 0..100. Undefined at 0 %:
 * air without water has no dew point.
 */
export function dewPointC(temperatureC: number, humidityPercent: number): number | undefined {
  checkRange('temperatureC', temperatureC, -100, 100);
  checkRange('humidityPercent', humidityPercent, 0, 100);
  if (humidityPercent === 0) return undefined;
  const exponent =
    Math.log(humidityPercent / 100) +
    (MAGNUS_FACTOR * temperatureC) / (MAGNUS_OFFSET_C + temperatureC);
  return (MAGNUS_OFFSET_C * exponent) / (MAGNUS_FACTOR - exponent);
}

/** Refuses NaN too. */
function checkRange(name: string, value: number, lowest: number, highest: number): void {
  if (value >= lowest && value <= highest) return;
  throw new RangeError(`${name} ${value}: ${lowest} to ${highest}`);
}
