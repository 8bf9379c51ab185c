import { readFileSync } from 'node:fs';
import { dayCurve, recordedClimate } from '../../../host-sim/board/climate';
import { ClimateError, parseClimate } from '../../../host-sim/board/climate-csv';
import { SeededRandom } from '../../../host-sim/board/random';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const HOUR_MS = 3_600_000;

test('the day curve is coolest at night and warmest in the afternoon, and repeats from its seed', () => {
  const climate = dayCurve(new SeededRandom(1, 'climate').next);
  const again = dayCurve(new SeededRandom(1, 'climate').next);
  const other = dayCurve(new SeededRandom(2, 'climate').next);
  const night = climate(5 * HOUR_MS);
  const afternoon = climate(17 * HOUR_MS);
  ok(afternoon.temperatureC > night.temperatureC + 3);
  ok(afternoon.humidityPercent < night.humidityPercent - 10);
  deepEqual(again(5 * HOUR_MS), night);
  ok(other(5 * HOUR_MS).temperatureC !== night.temperatureC);
});

test('the day curve stays within what a DHT11 can measure, and moves between two samples', () => {
  const climate = dayCurve(new SeededRandom(1, 'climate').next);
  let still = 0;
  for (let ms = 0; ms < 48 * HOUR_MS; ms += 10_000) {
    const { temperatureC, humidityPercent } = climate(ms);
    ok(temperatureC > 10 && temperatureC < 35);
    ok(humidityPercent > 25 && humidityPercent < 80);
    if (climate(ms + 10_000).temperatureC === temperatureC) still++;
  }
  equal(still, 0);
});

test('a recording plays from the moment the board starts, evenly between its rows', () => {
  const rows = parseClimate('0,20,50\n10,22,40\n20,22,30\n');
  const climate = recordedClimate(rows, 1_000_000);
  deepEqual(climate(1_000_000), { temperatureC: 20, humidityPercent: 50 });
  deepEqual(climate(1_005_000), { temperatureC: 21, humidityPercent: 45 });
  deepEqual(climate(1_015_000), { temperatureC: 22, humidityPercent: 35 });
  equal(climate(999_000).temperatureC, 20);
  equal(climate(9_000_000).humidityPercent, 30); // after the end the last values stay
});

test('two rows at one time are a step', () => {
  const climate = recordedClimate(parseClimate('0,20,50\n10,20,50\n10,30,60\n20,30,60'), 0);
  equal(climate(9_999).temperatureC, 20);
  equal(climate(10_000).temperatureC, 30);
});

test('headings, comments, blank lines, a byte order mark and spaces do not matter', () => {
  const text =
    '\ufefftime,temperature,humidity\r\n# a comment\r\n\r\n 0 , 20.5 , 50 \r\n60,-3,90\r\n';
  deepEqual(parseClimate(text), [
    { offsetMs: 0, temperatureC: 20.5, humidityPercent: 50 },
    { offsetMs: 60_000, temperatureC: -3, humidityPercent: 90 },
  ]);
});

test('a heading may have units and short names', () => {
  for (const heading of [
    'time,t,h',
    'Time (s),Temperature [°C],Humidity [%]',
    'timestamp,temp_c,rh',
    'date,°C,%',
    'seconds,Celsius,relative humidity',
  ]) {
    equal(parseClimate(`${heading}\n0,20,50`).length, 1, heading);
  }
});

test('seconds count from the start: before the first row its values hold', () => {
  const rows = parseClimate('60,20,50\n120,30,60\n');
  const climate = recordedClimate(rows, 0);
  equal(climate(0).temperatureC, 20);
  equal(climate(60_000).temperatureC, 20);
  equal(climate(90_000).temperatureC, 25);
});

test('dates without a time or a zone are those of UTC', () => {
  const rows = parseClimate(
    ['2028-02-29', '2028-02-29 06:00', '2028-02-29T08:00+01:00']
      .map((time) => `${time},20,50`)
      .join('\n'),
  );
  deepEqual(
    rows.map(({ offsetMs }) => offsetMs / HOUR_MS),
    [0, 6, 7],
  );
});

test('times may be dates', () => {
  const rows = parseClimate('2026-11-23T08:00:00Z,20,50\n2026-11-23T08:01:30Z,21,51\n');
  equal(rows[1]?.offsetMs, 90_000);
});

test('the recording that comes along is read', () => {
  const file = new URL('../../../host-sim/climates/frosty-night.csv', import.meta.url);
  const rows = parseClimate(readFileSync(file, 'utf8'));
  equal(rows.at(-1)?.offsetMs, 13 * HOUR_MS);
  ok(rows.some(({ temperatureC }) => temperatureC < 0));
});

const MALFORMED: readonly (readonly [string, string, number, string])[] = [
  ['a word for a temperature', '0,20,50\n10,warm,50', 2, 'temperature "warm" is not a number'],
  ['a missing humidity', '0,20,', 1, 'humidity "" is not a number'],
  ['two values', '0,20,50\n\n10,20', 3, 'has 2 values; it needs time, °C and %'],
  ['four values', '0,20,50,1', 1, 'has 4 values'],
  ['a humidity above 100', '0,20,101', 1, 'humidity 101 is not between 0 and 100'],
  ['a temperature in Kelvin', '0,293,50', 1, 'temperature 293 is not between -40 and 125'],
  ['a time that goes back', 'time,t,h\n0,20,50\n20,20,50\n10,20,50', 4, 'time "10" goes back'],
  ['a time of day', '0,20,50\n08:00,20,50', 2, 'time "08:00" is neither seconds nor a date'],
  ['a first line of other words', 'oops,abc,def\n0,20,50', 1, 'is neither values nor a heading'],
  ['columns in another order', 'time,humidity,temperature\n0,50,20', 1, 'in this order'],
  ['a mistyped first line', '# c\nO,2O.5,5O', 2, 'time "O" is neither seconds nor a date'],
  ['semicolons', '0;20;50', 1, 'separate the values with commas'],
  ['semicolons and decimal commas', '0,20,50\n1;20,5;50', 2, 'separate the values with commas'],
  ['tabs', '0\t20\t50', 1, 'separate the values with commas'],
  ['a hexadecimal time', '0x10,20,50', 1, 'time "0x10" is neither seconds'],
  ['a hexadecimal temperature', '0,0x14,50', 1, 'temperature "0x14" is not a number'],
  ['30 February', '2026-02-30,20,50', 1, 'time "2026-02-30" is no date of the calendar'],
  ['the 25th hour', '2026-02-03T25:00,20,50', 1, 'is no date of the calendar'],
  ['the 13th month', '2026-13-03,20,50', 1, 'is no date of the calendar'],
  ['a date behind seconds', '0,20,50\n2026-02-03,20,50', 2, 'is a date, and those before are'],
  ['seconds behind a date', '2026-02-03,20,50\n5,20,50', 2, 'is seconds, and those before are'],
  ['a time before the start', '-5,20,50', 1, 'time "-5" is before the start'],
  ['Infinity', '0,Infinity,50', 1, 'temperature "Infinity" is not a number'],
  ['no rows', 'time,temperature,humidity\n', 1, 'there are no readings'],
  ['nothing', '', 1, 'there are no readings'],
  ['a quotation mark astray', '0,20,50\n1,"20,50', 2, 'quotation mark'],
];

for (const [what, text, line, message] of MALFORMED) {
  test(`${what} is refused with its line`, () => {
    let refused: unknown;
    try {
      parseClimate(text);
    } catch (error) {
      refused = error;
    }
    ok(refused instanceof ClimateError, String(refused));
    includes(refused.message, message);
    equal(refused.line, line);
  });
}
