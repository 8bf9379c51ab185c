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
    const ends = Object.entries(fields(values)).map(([name, value]) => layer(object, name, value));
    then(stage);
    return () => {
      for (const end of ends) end();
      stage.network.changed();
    };
  });
}

/** What a field was, and what faults that hold have laid over it, the latest last. */
interface Layers {
  readonly base: unknown;
  readonly over: { readonly value: unknown }[];
}

const layered = new WeakMap<object, Map<string, Layers>>();

/** Faults may overlap and end in any order: the latest that still holds counts. */
function layer(object: object, name: string, value: unknown): () => void {
  const fields = layered.get(object) ?? new Map<string, Layers>();
  layered.set(object, fields);
  const target = object as Record<string, unknown>;
  const layers = fields.get(name) ?? { base: target[name], over: [] };
  fields.set(name, layers);
  const own = { value };
  layers.over.push(own);
  target[name] = value;
  return () => {
    const at = layers.over.indexOf(own);
    if (at < 0) return;
    layers.over.splice(at, 1);
    const top = layers.over.at(-1);
    target[name] = top ? top.value : layers.base;
  };
}

function groupOf(id: string): FaultGroup {
  return id.split('.')[0] as FaultGroup;
}
