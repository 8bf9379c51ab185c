/**
 * A fault that can be brought about on purpose. The catalogue is a list of these;
 * command line, scenarios, documentation and dashboard are made from it.
 */

import type { Stage } from './stage';

/** A number that a fault can be told. */
export interface Parameter {
  /** With its unit, like `delayMs`. */
  readonly name: string;
  readonly what: string;
  readonly minimum: number;
  readonly maximum: number;
  /** What holds when nothing is said. */
  readonly preset: number;
}

export type FaultGroup =
  'wifi' | 'tcp' | 'broker' | 'sensor' | 'clock' | 'power' | 'memory' | 'air' | 'home';

/** The values of all parameters of a fault, by name. */
export type FaultValues = Readonly<Record<string, number>>;

/** Takes a fault back: things work again. Harmless when it is called twice. */
export type EndFault = () => void;

export interface Fault {
  /** In lower case with hyphens, the group before a dot: `wifi.gone`. */
  readonly id: string;
  readonly group: FaultGroup;
  readonly title: string;
  /** What it does to the board's surroundings. */
  readonly does: string;
  /** What a person should see: in the log, at the broker. */
  readonly seen: string;
  readonly parameters: readonly Parameter[];
  /** Whether it holds until it is ended; the others are over in the moment in which they happen. */
  readonly lasts: boolean;
  begin(stage: Stage, values: FaultValues): EndFault;
}
