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
