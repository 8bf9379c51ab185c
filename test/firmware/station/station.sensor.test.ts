/** What the station makes of its sensor's moods. */

import { SimulatedDht } from '../../../host-sim/board/dht-device';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { StationFixture } from '../../kit/station';
import { test } from '../../kit/test';

const READING = 'pubsub-xs/esp32-0aff12/reading';

test('a sensor that is silent is told once, with what to check, and nothing is published', async () => {
  const fixture = new StationFixture();
  fixture.sensor = undefined;
  await fixture.run(60_000);
  const told = fixture.told('sensor');
  equal(told.length, 1);
  ok(told[0]?.state === 'failed');
  equal(told[0].failure, 'timeout');
  equal(told[0].sensor, 'DHT22 on GPIO 4');
  includes(told[0].check, 'pull-up');
  equal(fixture.broker.heard(READING).length, 0);
});

test('a sensor that answers again is told, with what was missed', async () => {
  const fixture = await new StationFixture().run(5_000);
  const { sensor } = fixture;
  fixture.sensor = undefined;
  await fixture.pass(30_000);
  fixture.sensor = sensor;
  await fixture.pass(10_000);
  const told = fixture.told('sensor');
  deepEqual(
    told.map(({ state }) => state),
    ['failed', 'recovered'],
  );
  ok(told[1]?.state === 'recovered');
  equal(told[1].missed, 3);
});

test('a failed sample is tried once more after the sensor has rested, and then counts', async () => {
  const fixture = new StationFixture();
  const { sensor } = fixture;
  fixture.sensor = undefined;
  await fixture.run(3_000); // the first sample has failed
  fixture.sensor = sensor;
  await fixture.pass(3_000);
  deepEqual(fixture.states('sensor'), []);
  equal(fixture.broker.heard(READING).length, 1);
});

test('a corrupted answer is never published', async () => {
  const fixture = new StationFixture();
  const { sensor } = fixture;
  fixture.sensor = {
    answer: (startLowUs, nowMs) => {
      const pulses = sensor?.answer(startLowUs, nowMs);
      if (pulses) pulses[40] = 150 - pulses[40]!; // one bit turned round: 26 becomes 124, 70 becomes 80
      return pulses;
    },
  };
  await fixture.run(60_000);
  equal(fixture.broker.heard(READING).length, 0);
  equal(fixture.told('sensor')[0]?.state, 'failed');
});

test('asked faster than it measures, the last value is sent again with its own time', async () => {
  const fixture = await new StationFixture({ intervalMs: 1_000 }).run(6_500);
  equal(fixture.states('sensor')[0], 'slower');
  const timestamps = fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp % 60);
  deepEqual(timestamps, [2, 2, 4, 4, 6]);
});

test('a DHT11 is sampled every second if wanted', async () => {
  const fixture = await new StationFixture({ model: 'DHT11', intervalMs: 1_000 }).run(5_500);
  const timestamps = fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp % 60);
  deepEqual(timestamps, [1, 2, 3, 4, 5]);
});

test('every sample is told, with its outcome', async () => {
  const fixture = await new StationFixture().run(15_000);
  deepEqual(
    fixture.told('sampled').map(({ ok: good }) => good),
    [true, true],
  );
});

/** Seconds at which readings were measured, from the start. */
function seconds(fixture: StationFixture): number[] {
  return fixture.broker
    .heard(READING)
    .map((reading) => (JSON.parse(reading) as { timestamp: number }).timestamp % 3600);
}

for (const [model, intervalMs] of [
  ['DHT22', 1_000],
  ['DHT22', 3_000],
  ['DHT22', 4_000],
  ['DHT22', 4_200],
  ['DHT11', 2_000],
] as const) {
  test(`a ${model} asked every ${intervalMs} ms that is unplugged is told once and publishes nothing more`, async () => {
    const fixture = await new StationFixture({ model, intervalMs }).run(9_000);
    fixture.sensor = undefined;
    await fixture.pass(5_000); // what was measured before may still be sent
    const before = fixture.broker.heard(READING).length;
    await fixture.pass(60_000);
    equal(fixture.broker.heard(READING).length, before);
    deepEqual(
      fixture.states('sensor').filter((state) => state !== 'slower'),
      ['failed'],
    );
  });
}

test('a sensor that never was there is told once, however fast it is asked', async () => {
  const fixture = new StationFixture({ intervalMs: 1_000 });
  fixture.sensor = undefined;
  await fixture.run(30_000);
  deepEqual(fixture.states('sensor'), ['slower', 'failed']);
});

test('a sample that succeeds at its second try is followed by a new measurement', async () => {
  const fixture = new StationFixture({ intervalMs: 4_150 });
  const { sensor } = fixture;
  fixture.sensor = undefined;
  await fixture.run(3_000); // the first try has failed
  fixture.sensor = sensor;
  await fixture.pass(20_000);
  deepEqual(seconds(fixture), [4, 6, 10, 14, 18, 22]);
});

test('a new interval ends the wait for a second try', async () => {
  const fixture = new StationFixture();
  const { sensor } = fixture;
  fixture.sensor = undefined;
  await fixture.run(3_000); // the first try has failed
  fixture.sensor = sensor;
  fixture.broker.send('pubsub-xs/esp32-0aff12/set', '{"intervalMs": 2000}');
  await fixture.pass(6_500);
  deepEqual(seconds(fixture), [5, 7, 9]);
  deepEqual(
    fixture.told('sampled').map(({ ok: good }) => good),
    [false, true, true, true],
  );
});

test('a DHT11 of the other make is read below zero', async () => {
  const settings = { sensors: [{ model: 'DHT11', pin: 4, negative: 'complement' }] };
  const fixture = new StationFixture({ model: 'DHT11', settings });
  fixture.sensor = new SimulatedDht({
    model: 'DHT11',
    climate: () => ({ temperatureC: -6.3, humidityPercent: 50 }),
    negative: 'complement',
    poweredOnMs: 0,
    random: () => 0.5,
  });
  await fixture.run(3_000);
  includes(fixture.broker.heard(READING)[0]!, '"temperature":-6.3');
});

test('a sample that a fault has spoilt is counted too, and sampling goes on', async () => {
  const station = new StationFixture({ intervalMs: 5_000 });
  const { sensor } = station;
  station.sensor = undefined;
  station.onEvent = (told) => {
    if (told.event === 'sensor' && told.state === 'recovered') throw new Error('on purpose');
  };
  await station.run(7_000);
  station.sensor = sensor;
  await station.pass(7_000);
  const sampled = station.told('sampled');
  equal(sampled.length, 3);
  equal(sampled[2]?.ok, false);
  ok(station.told('fault').length > 0);
});
