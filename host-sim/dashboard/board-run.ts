/** One run of a board as the dashboard has it: what is seen of it, and what is done to it. */

import type { HandMessage } from '../broker/message';
import type { LoggedEvent } from '../log-lines';
import type { Options } from '../options';
import { awaitedOf } from '../scenario/awaited';
import type { Tally } from '../scenario/ledger';
import { Observer } from '../scenario/observer';
import { sightingText } from '../scenario/history';
import type { Simulation, Surroundings } from '../simulation';
import { commandFor } from '../invocation';
import { commandLine } from './act/command-line';
import { Director } from './act/director';
import { type BroughtClimate, scenarioText } from './act/scenario-text';
import { KEPT_MS } from './observe/tables';
import { BoardView } from './observe/view';
import type { About, Command, ToPage } from './protocol';

export interface RunOptions {
  readonly options: Options;
  /** A recording that a person has brought. */
  readonly climate: BroughtClimate | undefined;
  readonly onRestart: (wanted: Command & { readonly do: 'restart' }) => void;
}

type StartEvent = LoggedEvent & { readonly event: 'start' };
type EngineEvent = LoggedEvent & { readonly event: 'engine' };
type BrokerEvent = LoggedEvent & { readonly event: 'broker' };

export class BoardRun {
  readonly view: BoardView;
  readonly #options: RunOptions;
  readonly #around: Surroundings;
  readonly #observer: Observer;
  #director: Director | undefined;
  #simulation: Simulation | undefined;
  #tallyWhenFull: Tally | undefined;
  #worldStartMs = 0;
  #hasStarted = false;
  #start: StartEvent | undefined;
  #engine: EngineEvent | undefined;
  #broker: BrokerEvent | undefined;

  constructor(options: RunOptions, around: Surroundings) {
    this.#options = options;
    this.#around = around;
    this.view = new BoardView(options.options.sensor);
    this.#observer = new Observer((sighting) => {
      const text = sightingText(sighting);
      const isFirst = text === 'boot' && !this.#hasStarted;
      if (text === 'boot') this.#hasStarted = true;
      const isOfStory = sighting.kind === 'event' || sighting.kind === 'care';
      if (isOfStory && !isFirst && isTelling(text)) {
        this.#director?.recording.see(text, this.#elapsedMs);
      }
    });
  }

  /** What the simulation needs; this run looks on at all of it. */
  get surroundings(): Surroundings {
    const { view } = this;
    const { taps } = view;
    return {
      ...this.#around,
      isPaced: true,
      log: (event, unixMs) => {
        this.#told(event, unixMs);
      },
      onMeter: (meter) => {
        view.metered(meter);
      },
      onBoot: (settings, unixMs, ticksMs) => {
        view.booted(settings, unixMs);
        this.#observer.booted(settings, unixMs - ticksMs);
      },
      onMessage: (topic, payload) => {
        this.#observer.message(topic, payload, this.#elapsedMs);
      },
      taps: {
        ...taps,
        answer: (train, startLowUs, nowMs) => {
          taps.answer(train, startLowUs, nowMs);
          this.#director?.answered();
        },
      },
    };
  }

  /** The board runs from now on. */
  attach(simulation: Simulation): void {
    this.#simulation = simulation;
    const { world } = simulation.stage;
    this.#worldStartMs = world.unixMs() - (simulation.paced ? world.clock.now() : 0);
    this.view.attach(simulation);
    this.#observer.clockErrorMs = () => simulation.stage.board.clockErrorMs;
    this.#director = new Director(simulation.stage, this.view, (event) => {
      this.#told(event, simulation.unixMs());
    });
    this.#director.onRecordFull = () => {
      this.#tallyWhenFull = this.#observer.ledger.tally();
    };
  }

  get hello(): ToPage | undefined {
    const about = this.#about;
    return about && { kind: 'hello', about, faults: [], tables: this.view.tables.whole() };
  }

  /** Does what a person wants; throws an Error for what cannot be. */
  perform(command: Command, answer: (message: ToPage) => void): void {
    const simulation = this.#simulation;
    if (!simulation) throw new Error('the board does not run yet');
    const act = (action: () => void): void => {
      actOn(simulation, action, answer);
    };
    switch (command.do) {
      case 'pause':
      case 'resume':
      case 'step':
      case 'speed':
        this.#lead(command, simulation);
        return;
      case 'begin':
        act(() => this.#director?.begin(command));
        return;
      case 'end':
        act(() => this.#director?.end(command.id));
        return;
      case 'end air':
        act(() => this.#director?.endAir());
        return;
      case 'publish':
        act(() => this.#director?.publish(messageOf(command)));
        return;
      case 'restart':
        this.#options.onRestart(command);
        return;
      case 'save':
        answer({ kind: 'file', name: fileName(command.title), text: this.#text(command.title) });
    }
  }

  #lead(
    command: Command & { readonly do: 'pause' | 'resume' | 'step' | 'speed' },
    { paced }: Simulation,
  ): void {
    if (!paced) throw new Error('an outside broker lives in real time, which nobody can hold');
    if (command.do === 'speed') paced.setSpeed(command.speed);
    else paced[command.do]();
  }

  #told(event: LoggedEvent, unixMs: number): void {
    if (event.event === 'start') this.#start = event;
    if (event.event === 'engine') this.#engine = event;
    if (event.event === 'broker') this.#broker = event;
    this.view.told(event, unixMs);
    this.#observer.told(event, this.#elapsedMs);
    this.#around.log(event, unixMs);
  }

  #text(title: string): string {
    const { options, climate } = this.#options;
    const { recording } = this.#director!;
    return scenarioText({
      ...{ title, options, climate },
      startUnixMs: this.#worldStartMs,
      // What happens in this very moment is part of it.
      lastsMs: recording.fullMs ?? this.#shownMs + 1,
      recording,
      tally: this.#tallyWhenFull ?? this.#observer.ledger.tally(),
    });
  }

  /** The same as the person sees it: nothing may have happened for a while. */
  get #shownMs(): number {
    const shownUnixMs = this.#simulation?.paced?.shownUnixMs;
    return shownUnixMs === undefined ? this.#elapsedMs : shownUnixMs - this.view.startMs;
  }

  /** Since the board was first switched on. */
  get #elapsedMs(): number {
    const simulation = this.#simulation;
    return simulation ? simulation.unixMs() - this.view.startMs : 0;
  }

  get #about(): About | undefined {
    if (!this.#start || !this.#engine || !this.#broker || !this.#simulation) return undefined;
    const { options, climate } = this.#options;
    const { version, board, sensor, pin, seed } = this.#start;
    return {
      ...{ version, board, sensor, pin, seed },
      engine: this.#engine.name,
      engineNote: this.#engine.note ?? '',
      broker: this.#broker.url,
      isEmbedded: this.#broker.embedded,
      canPace: this.#simulation.paced !== undefined,
      intervalMs: options.intervalMs,
      climate: climate?.name ?? options.climateFile ?? 'a day curve',
      isClimateBrought: climate !== undefined,
      homeCare: options.homeCare,
      command: commandLine(options, climate?.name),
      start: commandFor('start'),
      keptMs: KEPT_MS,
    };
  }
}

/** Between two moments of the world, where nobody else would catch what goes wrong. */
function actOn({ paced }: Simulation, action: () => void, answer: (message: ToPage) => void): void {
  const guarded = (): void => {
    try {
      action();
    } catch (error) {
      answer({ kind: 'refused', why: error instanceof Error ? error.message : String(error) });
    }
  };
  if (paced) paced.act(guarded);
  else guarded();
}

/** What a scenario can expect, and people want to hear of. */
function isTelling(text: string): boolean {
  return (
    typeof awaitedOf(text) !== 'string' && !/^(clock|settings|asleep|backlog|reading$)/.test(text)
  );
}

function messageOf({
  topic,
  payload,
  qos,
  retain,
}: Command & { readonly do: 'publish' }): HandMessage {
  return { topic, payload, qos, retain };
}

function fileName(title: string): string {
  const name = title
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '');
  return `${name === '' ? 'recording' : name}.yaml`;
}
