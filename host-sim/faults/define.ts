/** Faults are told in few words here; what is alike for most stands in one place. */

import type { Fault, FaultGroup, FaultValues, Parameter } from './fault';
import type { Stage } from './stage';

export type Words = Pick<Fault, 'title' | 'does' | 'seen'>;

/** A fault that holds until it is ended. */
export function lasting(
  id: `${FaultGroup}.${string}`,
  words: Words,
  parameters: readonly Parameter[],
  begin: (stage: Stage, values: FaultValues) => () => void,
): Fault {
  return { id, group: groupOf(id), ...words, parameters, lasts: true, begin };
}

/** A fault that is over in the moment in which it happens. */
export function momentary(
  id: `${FaultGroup}.${string}`,
  words: Words,
  parameters: readonly Parameter[],
  happen: (stage: Stage, values: FaultValues) => void,
): Fault {
  const begin = (stage: Stage, values: FaultValues): (() => void) => {
    happen(stage, values);
    return () => {};
  };
  return { id, group: groupOf(id), ...words, parameters, lasts: false, begin };
}

/** A fault that sets some fields, and sets them back when it ends. */
export function setting<T extends object>(
  id: `${FaultGroup}.${string}`,
  words: Words,
  parameters: readonly Parameter[],
  target: (stage: Stage) => T,
  fields: (values: FaultValues) => Partial<T>,
  /** What else is to be done once it is so. */
  then: (stage: Stage) => void = () => {},
): Fault {
  return lasting(id, words, parameters, (stage, values) => {
    const object = target(stage);
    const changed = fields(values);
    const before = Object.fromEntries(
      Object.keys(changed).map((name) => [name, object[name as keyof T]]),
    );
    Object.assign(object, changed);
    then(stage);
    return () => {
      Object.assign(object, before);
      stage.network.changed();
    };
  });
}

function groupOf(id: string): FaultGroup {
  return id.split('.')[0] as FaultGroup;
}
