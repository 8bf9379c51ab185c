/** The contract of a serial line with a device at its other end. */

import type { MonotonicClock } from '../../../firmware/ports/clock';
import type {
  SerialLine,
  SerialLineConstructor,
  SerialLineOptions,
} from '../../../firmware/ports/serial-line';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { test as declare } from '../../kit/test';
import type { Harness, MakeHarness } from './harness';

/** What a host brings. */
export interface SerialHarness {
  readonly clock: MonotonicClock;
  readonly SerialLine: SerialLineConstructor;
  /** A device hears and answers here. */
  readonly receive: number;
  /** Nobody does here; left out where there is a device at every line. */
  readonly receiveNothing?: number;
  /** The device answers sooner. */
  readonly answerMs: number;
  readonly until: Harness['until'];
  readonly close: () => void;
}

/** The wish to measure, which is all that a cuff hears. */
const QUESTION = [0x4d, 0x0d, 0x0a];
const TRANSMIT = 17;
const BAUD = 9_600;

/** Of a host that brings all of the ports. */
export function serialOf(make: MakeHarness): () => Promise<SerialHarness> {
  return async () => {
    const harness = await make();
    const { ports, serialPin, emptyPin, until, close } = harness;
    if (!ports.SerialLine || serialPin === undefined) throw new Error('no serial line');
    return {
      ...{ clock: ports.clock, SerialLine: ports.SerialLine, until, close },
      ...{ receive: serialPin, receiveNothing: emptyPin, answerMs: 50 },
    };
  };
}

export function serialContract(host: string, make: () => Promise<SerialHarness>): void {
  const test = (name: string, body: (harness: SerialHarness) => Promise<void>): void => {
    declare(`${host}: ${name}`, async () => {
      const harness = await make();
      try {
        await body(harness);
      } finally {
        harness.close();
      }
    });
  };

  test('an answer is announced in a turn of its own with its length, and read in pieces', async (harness) => {
    const { line, counts } = open(harness);
    const question = Uint8Array.from(QUESTION);
    line.write(question);
    question.fill(0); // it was sent, or copied
    deepEqual(counts, []);
    await harness.until('the answer has come', () => counts.length > 0);
    const [count] = counts;
    ok(count! > 4, `${count} bytes`);
    const into = new Uint8Array(4).fill(0xff);
    equal(line.read(into.subarray(0, 3)), 3);
    equal(into[3], 0xff);
    ok(into.subarray(0, 3).some((byte) => byte !== 0xff));
    equal(line.read(new Uint8Array(100)), count! - 3);
    equal(line.read(new Uint8Array(100)), 0);
    equal(counts.length, 1);
    line.close();
  });

  test('who asks again gets another answer', async (harness) => {
    const { line, counts } = open(harness);
    for (let times = 1; times <= 2; times++) {
      line.write(Uint8Array.from(QUESTION));
      await harness.until('an answer has come', () => counts.length === times);
      ok(line.read(new Uint8Array(100)) > 0);
    }
    line.close();
  });

  test('a line that is closed calls nobody, and takes nothing more', async (harness) => {
    const { line, counts } = open(harness);
    line.write(Uint8Array.from(QUESTION));
    line.close();
    line.close();
    throws(() => {
      line.write(Uint8Array.from(QUESTION));
    });
    await past(harness);
    deepEqual(counts, []);
  });
}

/** The rest of it, of hosts that have lines to nobody. */
export function emptyLineContract(host: string, make: () => Promise<SerialHarness>): void {
  declare(`${host}: where nobody hears nobody answers`, async () => {
    const harness = await make();
    try {
      const { line, counts } = open(harness, harness.receiveNothing);
      line.write(Uint8Array.from(QUESTION));
      await past(harness);
      deepEqual(counts, []);
      equal(line.read(new Uint8Array(8)), 0);
      line.close();
    } finally {
      harness.close();
    }
  });
}

interface Opened {
  readonly line: SerialLine;
  /** What was announced. */
  readonly counts: number[];
}

function open({ SerialLine, receive }: SerialHarness, at = receive): Opened {
  const counts: number[] = [];
  const options: SerialLineOptions = {
    ...{ receive: at, transmit: TRANSMIT, baud: BAUD },
    onReadable: (count) => counts.push(count),
  };
  return { line: new SerialLine(options), counts };
}

/** An answer would have come. */
function past({ clock, answerMs, until }: SerialHarness): Promise<void> {
  const startMs = clock.now();
  return until('an answer would have come', () => clock.now() > startMs + answerMs);
}
