/** A story of a board: what it is, what happens to it and when, and what should come of it. */

import type { Climate } from '../board/climate';
import type { HandMessage } from '../broker/message';
import type { Fault, FaultValues } from '../faults/fault';
import type { Options } from '../options';
import type { Awaited } from './awaited';
import type { FinalExpectation } from './final';

/** The options of `npm start` that a scenario can set for its board. */
export type BoardOptions = Pick<
  Options,
  'intervalMs' | 'sensor' | 'id' | 'base' | 'topic' | 'qos' | 'discovery' | 'birthTopic'
>;

export interface FaultStep {
  readonly kind: 'fault';
  readonly atMs: number;
  readonly fault: Fault;
  readonly values: FaultValues;
  /** Undefined for one that is over at once, or holds until the end. */
  readonly forMs: number | undefined;
}

export interface ExpectStep {
  readonly kind: 'expect';
  readonly atMs: number;
  /** How long it may take to come true, or must hold. */
  readonly withinMs: number;
  readonly awaited: Awaited;
}

export interface PublishStep {
  readonly kind: 'publish';
  readonly atMs: number;
  readonly message: HandMessage;
}

export type Step = FaultStep | ExpectStep | PublishStep;

export interface Scenario {
  readonly title: string;
  /** The home-care board, and the monitor beside it. */
  readonly homeCare?: boolean;
  readonly board: BoardOptions;
  /** Undefined for the day curve. */
  readonly climate: ((startUnixMs: number) => Climate) | undefined;
  readonly seed: number;
  /** The time of day when the story begins; undefined for the world's own. */
  readonly startUnixMs: number | undefined;
  readonly lastsMs: number;
  /** In the order of the file. */
  readonly timeline: readonly Step[];
  readonly expect: readonly FinalExpectation[];
}
