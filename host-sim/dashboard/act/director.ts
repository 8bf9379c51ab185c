/** Brings faults about when a person asks for them, ends them, and writes down what was done. */

import type { Timer } from '../../../firmware/ports/clock';
import { type HandMessage, publishByHand } from '../../broker/message';
import { faultById } from '../../faults/catalogue';
import type { Fault, FaultValues } from '../../faults/fault';
import type { Stage } from '../../faults/stage';
import type { LoggedEvent } from '../../log-lines';
import type { BoardView } from '../observe/view';
import type { Command } from '../protocol';
import { type Holding, Recording } from './recording';

/** So many can be told of. */
const MOST_ACTIVE = 60;

interface Active {
  readonly fault: Fault;
  readonly values: FaultValues;
  end: () => void;
}

type Begin = Command & { readonly do: 'begin' };

export class Director {
  readonly recording = new Recording();
  /** There was no room for a disturbance. */
  onRecordFull: () => void = () => {};
  readonly #stage: Stage;
  readonly #view: BoardView;
  readonly #log: (event: LoggedEvent) => void;
  readonly #active = new Map<number, Active>();
  /** Faults that end behind the next answer of the sensor. */
  readonly #once = new Set<number>();
  /** Air that no measurement has met yet: who drags a slider does not mean each step of the way. */
  #unfelt: Holding | undefined;
  #count = 0;

  constructor(stage: Stage, view: BoardView, log: (event: LoggedEvent) => void) {
    this.#stage = stage;
    this.#view = view;
    this.#log = log;
  }

  begin(wanted: Begin): void {
    const fault = faultById(wanted.fault)!;
    if (this.#active.size >= MOST_ACTIVE) {
      throw new Error(`${MOST_ACTIVE} faults hold already; end one of them first`);
    }
    if (fault.group === 'air') {
      this.#other('air.');
      this.#unfelt?.forget();
    }
    if (fault.lasts) this.#hold(fault, wanted);
    else if (wanted.everyMs !== undefined) this.#repeat(fault, wanted, wanted.everyMs);
    else this.#happen(fault, wanted.values);
  }

  /** At the embedded broker, as another client would. */
  publish(message: HandMessage): void {
    const { broker } = this.#stage;
    if (!broker) throw new Error('an outside broker has clients of its own for that');
    const { topic, qos, retain } = message;
    this.#log({ level: 'info', event: 'publishes', topic, qos, retain });
    this.recording.published(message, this.#nowMs);
    this.#recorded();
    publishByHand(broker.aedes, message);
  }

  end(id: number): void {
    this.#active.get(id)?.end();
  }

  /** Ends what has been laid over the climate. */
  endAir(): void {
    this.#other('air.');
  }

  endAll(): void {
    for (const { end } of [...this.#active.values()].reverse()) end();
  }

  /** The sensor has been asked, and has answered or not. */
  answered(): void {
    this.#unfelt = undefined;
    for (const id of this.#once) {
      // In a moment of its own: the answer is still on the line.
      this.#stage.world.clock.set(() => {
        this.end(id);
      }, 1);
    }
    this.#once.clear();
  }

  #other(prefix: string): void {
    for (const { fault, end } of [...this.#active.values()]) {
      if (fault.id.startsWith(prefix)) end();
    }
  }

  #hold(fault: Fault, { values, forMs, once }: Begin): void {
    const id = this.#count++;
    const { clock } = this.#stage.world;
    const finish = fault.begin(this.#stage, values);
    const mark = this.#begun(id, fault, values, forMs === undefined ? {} : { forMs });
    const step = this.recording.begin(fault, values, this.#nowMs);
    this.#recorded();
    if (fault.group === 'air') this.#unfelt = step;
    const timer = forMs === undefined ? undefined : clock.set(() => this.end(id), forMs);
    this.#active.set(id, {
      ...{ fault, values },
      end: () => {
        this.#over(id, timer);
        finish();
        step.end(this.#nowMs);
        mark(this.#view.unixMs);
        if (fault.id === 'broker.down' && values['losesSessions'] === 1) {
          this.#view.topics.forgetRetained();
        }
        this.#log({ level: 'info', event: 'fault ends', fault: fault.id });
      },
    });
    if (once === true) this.#once.add(id);
  }

  /** Again and again: each time is a step of its own. */
  #repeat(fault: Fault, { values }: Begin, everyMs: number): void {
    const id = this.#count++;
    const { clock } = this.#stage.world;
    const timer = clock.set(() => this.#happen(fault, values), everyMs, everyMs);
    this.#active.set(id, {
      ...{ fault, values },
      end: () => {
        this.#over(id, timer);
      },
    });
    this.#show(id, fault, values, { everyMs });
    this.#happen(fault, values);
  }

  #happen(fault: Fault, values: FaultValues): void {
    this.#tell(fault, values);
    this.#view.marks.moment('fault', fault.title, this.#view.unixMs);
    this.recording.moment(fault, values, this.#nowMs);
    this.#recorded();
    fault.begin(this.#stage, values);
  }

  /** Tells of it everywhere; returns what ends its mark. */
  #begun(
    id: number,
    fault: Fault,
    values: FaultValues,
    times: { readonly forMs?: number },
  ): (toMs: number) => void {
    this.#tell(fault, values);
    this.#show(id, fault, values, times);
    const kind = fault.group === 'air' ? 'air' : 'fault';
    return this.#view.marks.begin(kind, fault.title, this.#view.unixMs);
  }

  #show(
    id: number,
    { id: fault, title }: Fault,
    values: FaultValues,
    { forMs, everyMs }: { readonly forMs?: number; readonly everyMs?: number },
  ): void {
    const sinceMs = this.#view.unixMs;
    this.#view.tables.active.put({
      ...{ id, fault, title, values: valuesText(values), sinceMs },
      ...(forMs !== undefined && { untilMs: sinceMs + forMs }),
      ...(everyMs !== undefined && { everyMs }),
    });
  }

  #tell({ id, lasts }: Fault, values: FaultValues): void {
    this.#log({
      ...{ level: 'info', event: 'fault begins', fault: id, lasts },
      values: valuesText(values),
    });
  }

  #over(id: number, timer: Timer | undefined): void {
    this.#stage.world.clock.clear(timer);
    this.#active.delete(id);
    this.#once.delete(id);
    this.#view.tables.active.drop(id);
  }

  #recorded(): void {
    this.#view.steps = this.recording.steps.length;
    if (this.recording.fullMs === undefined || this.#view.isRecordFull) return;
    this.#view.isRecordFull = true;
    this.onRecordFull();
  }

  /** Since the board was first switched on. */
  get #nowMs(): number {
    return this.#stage.world.unixMs() - this.#view.startMs;
  }
}

function valuesText(values: FaultValues): string {
  return Object.entries(values)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
}
