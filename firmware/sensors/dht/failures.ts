/** Why a DHT gave no reading, by name, with what each means and what to check next. */

/** How a measurement can fail. */
export type MeasurementFailure =
  | 'no start'
  | 'timeout'
  | 'short frame'
  | 'distorted'
  | 'checksum'
  | 'shifted frame'
  | 'out of range'
  | 'implausible';

/** A call that came too soon made no measurement. */
export type DhtFailure = MeasurementFailure | 'too soon';

export interface DhtExplanation {
  readonly meaning: string;
  readonly check: string;
}

const FAILURES: Readonly<Record<DhtFailure, DhtExplanation>> = Object.freeze(
  {
    'no start': {
      meaning: 'the start pulse could not be sent',
      check: 'that the pin can be an output, and that nothing else uses it',
    },
    timeout: {
      meaning: 'the sensor did not answer',
      check:
        'the model and the pin, the 4.7-10 kΩ pull-up from data to 3.3 V, and the supply; after hours of service, cut its power for 2 s',
    },
    'short frame': {
      meaning: 'the answer ended before its 40th bit, or the recording began too late',
      check:
        'the 4.7-10 kΩ pull-up and the cable: under 20 m, at 3.3 V under 30 cm; 100 nF across the supply',
    },
    distorted: {
      meaning: 'some pulses of the answer are neither a clear 0 nor a clear 1',
      check:
        'what disturbs the line: a long cable, a weak pull-up (take 4.7 kΩ), a motor or a relay',
    },
    checksum: {
      meaning: 'the answer came whole, but its checksum is wrong',
      check: 'the cable and the 4.7-10 kΩ pull-up, and that nothing else drives the pin',
    },
    'shifted frame': {
      meaning: 'the answer lost its first bit',
      check: 'that nothing else drives the pin, and the 4.7-10 kΩ pull-up',
    },
    'out of range': {
      meaning: 'the answer holds values that this model cannot measure',
      check: 'the model: the bytes of a DHT22 make no sense as those of a DHT11, and the reverse',
    },
    implausible: {
      meaning: 'the answer is one of those that these parts send when they have not measured',
      check: 'the supply (3.3 V, 100 nF) and a longer interval; if it stays, replace the sensor',
    },
    'too soon': {
      meaning: 'the sensor is still settling, measuring, or pausing since the last measurement',
      check: "the interval: at least the model's, which is 1 s for a DHT11 and 2 s for the others",
    },
  },
  true,
);

/** What a failure means, and what to check next; both read on behind a colon. */
export function explainDht(failure: DhtFailure): DhtExplanation {
  return FAILURES[failure];
}
