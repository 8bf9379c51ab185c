/** The instruments of a home-care board: their settings, and how they are made. */

import type { SampleForm } from '../mqtt/outbox/samples';
import { toBytes } from '../mqtt/text';
import { topicNameBytes } from '../mqtt/topic';
import type { Checker } from '../station/checker';
import type {
  FormContext,
  Instrument,
  InstrumentOwner,
  Instruments,
  InstrumentSettings,
} from '../station/instrument';
import type { StationPorts } from '../station/station-ports';
import { BloodPressureKind } from './blood-pressure';
import { ContactKind } from './contact';

/** One kind of instrument. */
export interface InstrumentKind {
  readonly kind: string;
  /** What its pins are for, in their order. */
  readonly pinNames: readonly string[];
  readonly intervalMs: number;
  /** Its latest measurement is a state, which those who come later want to know. */
  readonly retain: boolean;
  /** JSON; `timeS` is Unix seconds, null when it is not known. */
  payload(id: string, packed: Uint8Array, timeS: number | null): string;
  make(ports: StationPorts, settings: InstrumentSettings, owner: InstrumentOwner): Instrument;
}

const FIELDS: readonly string[] = Object.freeze(['kind', 'name', 'pins', 'intervalMs']);
/** Levels under `<base>/<id>` that are taken. */
const TAKEN: readonly string[] = Object.freeze(['reading', 'status', 'set', 'error', 'alert']);
const SHORTEST_INTERVAL_MS = 1_000;
const LONGEST_INTERVAL_MS = 86_400_000;

export class HomeCareInstruments implements Instruments {
  readonly #kinds: readonly InstrumentKind[] = [new ContactKind(), new BloodPressureKind()];

  check(checker: Checker, value: unknown, field: string): readonly InstrumentSettings[] {
    if (!Array.isArray(value)) {
      checker.problem(field, 'must be a list of instruments');
      return [];
    }
    const all = value.map((entry: unknown, i) => this.#entry(checker, entry, `${field}[${i}]`));
    for (const [i, { name }] of all.entries()) {
      const first = all.findIndex((one) => one.name === name);
      if (first < i) {
        checker.problem(`${field}[${i}].name`, `is "${name}", as that of ${field}[${first}]`);
      }
    }
    return all;
  }

  #entry(checker: Checker, value: unknown, field: string): InstrumentSettings {
    const entry = checker.record(value, field, FIELDS);
    const kind = checker.text(entry['kind'], `${field}.kind`, 1, 32);
    const known = this.#kinds.find((one) => one.kind === kind);
    if (!known) {
      const kinds = this.#kinds.map((one) => one.kind).join(', ');
      checker.problem(`${field}.kind`, `is "${kind}"; known are ${kinds}`);
    }
    const name = checker.readable(entry['name'] ?? kind, `${field}.name`, 32);
    const isLevel = topicNameBytes(name) !== undefined && !name.includes('/');
    if (!isLevel || TAKEN.includes(name)) {
      checker.problem(
        `${field}.name`,
        `is "${name}"; it must be a level of a topic, and none of ${TAKEN.join(', ')}`,
      );
    }
    const pinNames = known?.pinNames ?? [];
    const pins: readonly unknown[] = Array.isArray(entry['pins']) ? entry['pins'] : [];
    if (pins.length !== pinNames.length) {
      checker.problem(`${field}.pins`, `must be a list of ${pinNames.join(' and ')}`);
    }
    return {
      ...{ kind, name },
      pins: pins.map((pin, i) => checker.integer(pin, `${field}.pins[${i}]`, 0, 48)),
      intervalMs: checker.integer(
        entry['intervalMs'] ?? known?.intervalMs ?? SHORTEST_INTERVAL_MS,
        `${field}.intervalMs`,
        SHORTEST_INTERVAL_MS,
        LONGEST_INTERVAL_MS,
        ' (milliseconds)',
      ),
    };
  }

  form({ kind, name }: InstrumentSettings, { base, id, qos, seal }: FormContext): SampleForm {
    const known = this.#kindOf(kind);
    const payloadOf = (packed: Uint8Array, timeS: number | null): Uint8Array =>
      toBytes(known.payload(id, packed, timeS));
    return {
      topic: topicNameBytes(topicOf(base, id, name)) ?? new Uint8Array(0),
      qos,
      retain: known.retain,
      render: seal ? (packed, timeS) => seal(payloadOf(packed, timeS)) : payloadOf,
    };
  }

  make(ports: StationPorts, settings: InstrumentSettings, owner: InstrumentOwner): Instrument {
    return this.#kindOf(settings.kind).make(ports, settings, owner);
  }

  #kindOf(kind: string): InstrumentKind {
    return this.#kinds.find((one) => one.kind === kind)!;
  }
}

/** Where an instrument's measurements go. */
export function topicOf(base: string, id: string, name: string): string {
  return `${base}/${id}/${name}`;
}
