/** The contracts of the pulse line and of the digital input. */

import { equal, ok, throws } from '../../kit/assert';
import { contract } from './contract';
import type { MakeHarness } from './harness';

/** A DHT22's start pulse. */
const START_LOW_US = 1_100;

export function pinsContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: a sensor's answer comes once, as pulses that alternate and are never 0`, async ({
    ports,
    sensorPin,
    sensorSettleMs,
    until,
  }) => {
    const { clock } = ports;
    await until('the sensor has settled', () => clock.now() > sensorSettleMs);
    const counts: number[] = [];
    const line = new ports.PulseLine({ pin: sensorPin, onReadable: (count) => counts.push(count) });
    line.start(START_LOW_US);
    equal(counts.length, 0);
    await until('the answer has come', () => counts.length > 0);
    const widths = new Int16Array(128);
    const count = line.read(widths);
    equal(count, counts[0]!);
    ok(count >= 81 && count <= 86, `${count} pulses`); // response, 40 bits, and what surrounds them
    for (let i = 0; i < count; i++) {
      ok(widths[i] !== 0);
      if (i > 0)
        ok(widths[i]! > 0 !== widths[i - 1]! > 0, `pulse ${i} has the level of the one before`);
    }
    equal(line.read(widths), 0);
    equal(counts.length, 1);
    line.close();
  });

  test(`${host}: reading into less than an answer gives its beginning`, async ({
    ports,
    sensorPin,
    sensorSettleMs,
    until,
  }) => {
    await until('the sensor has settled', () => ports.clock.now() > sensorSettleMs);
    let answered = false;
    const line = new ports.PulseLine({ pin: sensorPin, onReadable: () => (answered = true) });
    line.start(START_LOW_US);
    await until('the answer has come', () => answered);
    equal(line.read(new Int16Array(10)), 10);
    line.close();
  });

  test(`${host}: a line that nobody answers, or that is closed, calls nobody`, async ({
    ports,
    sensorPin,
    sensorSettleMs,
    emptyPin,
    until,
  }) => {
    const { clock } = ports;
    await until('the sensor has settled', () => clock.now() > sensorSettleMs);
    let calls = 0;
    const onReadable = (): void => {
      calls++;
    };
    const empty = new ports.PulseLine({ pin: emptyPin, onReadable });
    empty.start(START_LOW_US);
    const closed = new ports.PulseLine({ pin: sensorPin, onReadable });
    closed.start(START_LOW_US);
    closed.close();
    closed.close();
    throws(() => closed.start(START_LOW_US));
    const start = clock.now();
    await until('an answer would have come', () => clock.now() > start + 60);
    equal(calls, 0);
    equal(empty.read(new Int16Array(8)), 0);
  });

  test(`${host}: an input gives its level and announces changes`, async ({
    ports,
    inputPin,
    setInput,
    until,
  }) => {
    setInput(0);
    let changes = 0;
    const input = new ports.DigitalInput({ pin: inputPin, onReadable: () => changes++ });
    equal(input.read(), 0);
    setInput(1);
    equal(changes, 0);
    await until('the change is announced', () => changes > 0);
    equal(input.read(), 1);
    input.close();
    const before = changes;
    setInput(0);
    const start = ports.clock.now();
    await until('it would have been announced', () => ports.clock.now() > start + 20);
    equal(changes, before);
  });
}
