/** What can be set on a DHT, and the checks; a configuration is replaced whole, never changed in part. */

import { type DhtModel, modelOf, type NegativeForm } from './models';

export interface DhtSettings {
  /** DHT11, DHT12, DHT21 or AM2301, DHT22 or AM2302, in upper or lower case. */
  readonly model?: string | undefined;
  /** For a DHT11: how this part sends temperatures below zero; `sign` unless said otherwise. */
  readonly negative?: NegativeForm | undefined;
  /** From one measurement's start to the next; the data sheet's unless said otherwise, and no less without `force`. */
  readonly minimumIntervalMs?: number | undefined;
  /**
   * Allows a `minimumIntervalMs` below the data sheet's. Outside of what the
   * sheet promises: parts warm themselves up, repeat old values or fall silent.
   */
  readonly force?: boolean | undefined;
}

export interface DhtConfiguration {
  readonly model: DhtModel;
  readonly negative: NegativeForm;
  readonly minimumIntervalMs: number;
}

/**
 * `settings` on top of `before`; a new model brings its own minimum interval.
 * Throws a RangeError that names the setting which is unknown or out of range.
 */
export function configured(settings: DhtSettings, before?: DhtConfiguration): DhtConfiguration {
  const model = settings.model === undefined ? before?.model : modelOf(settings.model);
  if (!model) {
    throw new RangeError(
      `model ${settings.model}: known are DHT11, DHT12, DHT21 (AM2301) and DHT22 (AM2302)`,
    );
  }
  const negative = settings.negative ?? before?.negative ?? 'sign';
  // Programs in plain JavaScript can pass anything.
  if (!(['sign', 'complement'] as readonly string[]).includes(negative)) {
    throw new RangeError(`negative ${negative}: either sign or complement`);
  }
  return { model, negative, minimumIntervalMs: intervalOf(settings, model, before) };
}

function intervalOf(
  { minimumIntervalMs, force }: DhtSettings,
  model: DhtModel,
  before: DhtConfiguration | undefined,
): number {
  const sheetMs = model.minimumIntervalMs;
  if (minimumIntervalMs === undefined) {
    return before?.model === model ? before.minimumIntervalMs : sheetMs;
  }
  if (!Number.isFinite(minimumIntervalMs) || minimumIntervalMs < 0) {
    throw new RangeError(`minimumIntervalMs ${minimumIntervalMs}: a number of milliseconds`);
  }
  if (minimumIntervalMs < sheetMs && force !== true) {
    throw new RangeError(
      `minimumIntervalMs ${minimumIntervalMs}: the data sheet of the ${model.name} says at least ${sheetMs}; force goes below it`,
    );
  }
  return minimumIntervalMs;
}
