/** Recordings: what is read, and how what is not is refused. */

import { ClimateError, parseClimate } from '../../../host-sim/board/climate-csv';
import { equal, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

/** The error with which a recording is refused. */
function refusal(text: string): ClimateError {
  try {
    parseClimate(text);
  } catch (error) {
    ok(error instanceof ClimateError, String(error));
    return error;
  }
  throw new Error(`accepted: ${text}`);
}

function refused(text: string, line: number, message: string): void {
  const error = refusal(text);
  includes(error.message, message);
  equal(error.message.includes('\n'), false);
  equal(error.line, line, error.message);
}

for (const heading of [
  'time,°C,%',
  'Time,Temperature,Humidity',
  'seconds,temp,rh',
  'DATE,Temp (°C),RH (%)',
  'timestamp,temperature_c,relative humidity',
]) {
  test(`"${heading}" is a heading`, () => {
    equal(parseClimate(`${heading}\n0,20,50\n`).length, 1);
  });
}

test('a malformed first row is not taken for a heading', () => {
  refused('08:00,2O,5O\n10,20,50', 1, 'time "08:00" is neither');
  refused('now,warm,50\n10,20,50', 1, 'time "now" is neither');
  refused('8 sec,20°C,50%\n10,20,50', 1, 'time "8 sec" is neither');
  refused('time,20,50\n10,20,50', 1, 'time "time" is neither');
  refused('0,warm,50\n10,20,50', 1, 'temperature "warm" is not a number; a line is time,°C,%');
});

test('a heading has to name the columns, in their order', () => {
  const form = 'is no heading for the columns time,°C,%';
  refused('# mine\ntime,humidity,temperature\n0,50,20', 2, form);
  refused('temperature,humidity,time\n20,50,0', 1, '"temperature,humidity,time" is no heading');
  refused('one,two,three\n0,20,50', 1, form);
  refused('time,,%\n0,20,50', 1, form);
});

test('a heading has as many columns as a row', () => {
  refused('time,temperature\n0,20,50', 1, 'has 2 values; a line is time,°C,%');
  refused('time,temperature,humidity,\n0,20,50', 1, 'has 4 values; a line is time,°C,%');
});

test('a second heading is none', () => {
  refused('time,°C,%\ntime,°C,%\n0,20,50', 2, 'time "time" is neither');
});

test('semicolons and tabs are refused with what to write in their place', () => {
  const form = 'separate the values with commas: time,°C,%';
  refused('0;20;50\n', 1, form);
  refused('0\t20\t50\n', 1, form);
  refused('time;°C;%\n0;20;50\n', 1, form);
  refused('0;20,5;50,2\n', 1, form);
  refused('time,°C,%\n0,20,50\n10;20;50', 3, form);
});

test('one value is not "1 values"', () => {
  refused('0 20 50', 1, 'has 1 value; a line is time,°C,%');
  refused('0,20', 1, 'has 2 values; a line is time,°C,%');
});

test('a quotation mark is reported where it stands, not where its field ends', () => {
  const message = 'has a quotation mark astray';
  refused('0,20,50\n1,"20,50\n2,20,50\n3,20,50\n', 2, message);
  refused('0,20,50\n1,"20,50\n2,20,50\n3,"20,50\n', 2, message);
  refused('0,20,50\n1,"20,50\n2,20",50\n3,20,50\n', 2, message);
  refused('# a "comment\n\n0,2"0,50\n1,20,50\n', 3, message);
  refused('0,20,50\r\n1,"20"x,50\r\n', 2, message);
  refused('0,20,50\r\n1,"20" x,50\r\n', 2, message);
});

test('quoted values are read', () => {
  equal(parseClimate('"time","°C","%"\n"0","20","50"\n')[0]?.temperatureC, 20);
});

test('lines may end in different ways in one file', () => {
  equal(parseClimate('0,20,50\r\n1,21,51\n2,22,52\r3,23,53').length, 4);
});

test('a long or unprintable value is shortened and cleaned in the message', () => {
  for (const text of [
    `0,${'x'.repeat(5000)},50`,
    `${'x'.repeat(5000)},y,z`,
    `x${'1'.repeat(5000)},1,1`,
  ]) {
    const { message } = refusal(text);
    includes(message, '…"');
    ok(message.length < 130, message);
  }
  const { message } = refusal('0,\u001b[2J,50');
  includes(message, 'temperature "\ufffd[2J" is');
});

test('numbers are decimal', () => {
  for (const number of ['0x10', '0b11', '0o17', '1_0', "1'0", '.', '', 'NaN']) {
    refused(`0,20,50\n1,${number},50`, 2, `temperature "${number}" is not a number`);
    refused(`0,20,50\n1,20,${number}`, 2, `humidity "${number}" is not a number`);
    refused(`0,20,50\n${number},20,50`, 2, `time "${number}" is neither`);
  }
  refused('0x10,20,50', 1, 'time "0x10" is neither');
  refused('0,1e999,50', 1, 'temperature "1e999" is not a number');
  for (const number of ['20', '20.0', '20.', '+20', '2e1', '2.0E+01']) {
    equal(parseClimate(`0,${number},50`)[0]?.temperatureC, 20);
  }
  equal(parseClimate('0,-.5,50')[0]?.temperatureC, -0.5);
});

test('days and times that are in no calendar are refused', () => {
  for (const time of [
    '2026-02-30',
    '2026-02-29T08:00:00Z',
    '2026-04-31 08:00',
    '2026-13-01',
    '2026-00-10',
    '2026-11-00',
    '2026-11-23T25:00:00Z',
    '2026-11-23T08:60:00Z',
  ]) {
    refused(`2026-01-01,20,50\n${time},20,50`, 2, `there is no such time as "${time}"`);
  }
  equal(parseClimate('2028-02-29T08:00:00Z,20,50').length, 1);
});

test('what only begins like a date is none', () => {
  for (const time of ['2026-11-23 (about)', '2026-11-23T8', '2026-11-23T08:00:00Zulu']) {
    refused(`${time},20,50`, 1, `time "${time}" is neither`);
  }
});

test('dates may have seconds, fractions and a zone, or not', () => {
  for (const time of [
    '2026-11-23T10:00Z',
    '2026-11-23T10:00:00Z',
    '2026-11-23 10:00:00.000Z',
    '2026-11-23T11:00:00+01:00',
    '2026-11-23T11:00:00+0100',
  ]) {
    const rows = parseClimate(`2026-11-23,20,50\n${time},20,50`);
    equal(rows[1]?.offsetMs, 36_000_000, time);
  }
  equal(parseClimate('2026-11-23 10:00,20,50\n2026-11-23T10:01:30,20,50')[1]?.offsetMs, 90_000);
});

test('seconds and dates in one file are refused with the line and both kinds', () => {
  refused(
    'time,°C,%\n0,20,50\n2026-11-23T08:00:00Z,20,50',
    3,
    'time "2026-11-23T08:00:00Z" is a date, and the rows before it have seconds',
  );
  refused(
    '2026-11-23T08:00:00Z,20,50\n\n60,20,50',
    3,
    'time "60" is in seconds, and the rows before it have dates',
  );
});
