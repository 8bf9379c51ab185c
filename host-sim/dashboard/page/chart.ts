/** Truth, readings and what was published, over time; and under it what the board went through. */

import uPlot from 'uplot';
import type { VitalsRow } from '../protocol';
import type { App } from './app';
import { type Columns, columnsOf, countsText, csvOf, failuresOf, pointText } from './chart-data';
import { preciseTime } from './format';
import { KEYS_TEXT, listenToHands, ZOOM_TIMES } from './chart-hands';
import { chartOptions, PLOT_LEFT_REM, PLOT_RIGHT_REM } from './chart-options';
import { panned, type Window, zoomed } from './chart-window';
import { card, download, h, say, setAttribute } from './dom';
import { Lanes } from './lanes';

const SPANS_MIN = [1, 5, 15];
/** A chart that has just begun is no narrower. */
const SHORTEST_MS = 20_000;

const LABEL = `Charts of temperature and humidity: ${KEYS_TEXT}`;

export class Chart {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #plots = [
    h('div', { class: 'plot', id: 'plot-temperature', role: 'img', 'aria-label': 'Temperature' }),
    h('div', { class: 'plot', id: 'plot-humidity', role: 'img', 'aria-label': 'Humidity' }),
  ];
  readonly #both = h('div', {
    ...{ class: 'plots', id: 'plots', tabindex: 0, role: 'group', 'aria-label': LABEL },
  });
  readonly #lanes = new Lanes(PLOT_LEFT_REM, PLOT_RIGHT_REM);
  readonly #readout = h('p', { class: 'quiet readout', id: 'readout' });
  readonly #spans: readonly HTMLButtonElement[];
  #charts: readonly uPlot[] = [];
  #columns: Columns = columnsOf([]);
  #pointed: number | undefined;
  #spanMs = 60_000;
  /** What is to be seen, from and to. */
  #window: Window = [0, SHORTEST_MS];
  /** What a person has moved or zoomed to; undefined follows the time. */
  #zoom: Window | undefined;
  /** Of the run that was zoomed: in another there may be nothing at that time. */
  #startMs = 0;

  constructor(app: App) {
    this.#app = app;
    this.#spans = SPANS_MIN.map((minutes) =>
      h(
        'button',
        { onclick: this.#spanSetter(minutes), 'data-minutes': minutes },
        `${minutes} min`,
      ),
    );
    const csv = h('button', { id: 'csv', onclick: this.#export }, 'CSV');
    this.#both.append(...this.#plots);
    listenToHands(this.#both, {
      pan: (part) => {
        this.#move((shown, whole) => panned(shown, part, whole));
      },
      zoom: this.#zoomBy,
      follow: this.#follow,
    });
    this.element = card(
      ...(['chart', 'Truth and readings', [...this.#zooms(), ...this.#spans, csv]] as const),
      legend(),
      this.#both,
      this.#readout,
      this.#lanes.element,
    );
    // Each on its own, so that a frame need not wait for all of them.
    app.store.on(['points', 'vitals'], () => {
      this.#take();
      this.#drawPlot(0);
    });
    app.store.on(['points', 'vitals'], () => {
      this.#drawPlot(1);
    });
    app.store.on(['vitals', 'bands', 'marks'], () => {
      this.#drawLanes();
    });
    const dark = matchMedia('(prefers-color-scheme: dark)');
    dark.addEventListener('change', this.#rebuild);
    new ResizeObserver(this.#resize).observe(this.element);
  }

  readonly #rebuild = (): void => {
    for (const chart of this.#charts) chart.destroy();
    this.#charts = [];
    this.#draw();
  };

  readonly #resize = (): void => {
    const width = this.#plots[0]!.clientWidth;
    for (const chart of this.#charts) chart.setSize({ width, height: chart.height });
  };

  readonly #export = (): void => {
    const text = csvOf([...this.#app.store.tables.points.values()]);
    download('pubsub-xs.csv', text, 'text/csv');
  };

  #spanSetter(minutes: number): () => void {
    return () => {
      this.#spanMs = minutes * 60_000;
      this.#zoom = undefined;
      this.#draw();
    };
  }

  #zooms(): readonly HTMLElement[] {
    const button = (id: string, name: string, text: string, times: number): HTMLElement => {
      const onclick = (): void => {
        this.#zoomBy(times);
      };
      return h('button', { id, 'aria-label': name, title: name, onclick }, text);
    };
    return [
      button('zoom-out', 'Show more time', '−', ZOOM_TIMES),
      button('zoom-in', 'Show less time', '+', 1 / ZOOM_TIMES),
    ];
  }

  readonly #zoomBy = (times: number): void => {
    this.#move((shown, whole) => zoomed(shown, times, whole));
  };

  readonly #follow = (): void => {
    this.#zoom = undefined;
    this.#draw();
  };

  #move(moved: (shown: Window, whole: Window) => Window): void {
    const { about, vitals } = this.#app.store;
    if (!about || !vitals) return;
    const firstMs = Math.max(vitals.startMs, vitals.nowMs - about.keptMs);
    const whole: Window = [firstMs, Math.max(vitals.nowMs, firstMs + 1)];
    this.#zoom = moved(this.#window, whole);
    this.#draw();
  }

  #build(): void {
    const width = this.#plots[0]!.clientWidth;
    if (width === 0) return;
    const onZoom = (from: number, to: number): void => {
      this.#zoom = [from * 1_000, to * 1_000];
      this.#draw();
    };
    const onReset = this.#follow;
    const onPoint = (index: number | undefined): void => {
      this.#pointed = index;
      this.#drawReadout();
    };
    const failures = (): readonly number[] => failuresOf(this.#columns.points);
    const common = { width, onZoom, onReset, onPoint, failures };
    this.#charts = this.#plots.map((element, i) => {
      const options = chartOptions({ ...UNITS[i]!, ...common });
      return new uPlot(options, [[], [], [], []], element);
    });
  }

  #draw(): void {
    this.#take();
    for (const i of this.#plots.keys()) this.#drawPlot(i);
    this.#drawLanes();
  }

  /** What the store has now. */
  #take(): void {
    const { vitals, tables } = this.#app.store;
    if (!vitals) return;
    if (this.#charts.length === 0) this.#build();
    if (vitals.startMs !== this.#startMs) this.#zoom = undefined;
    this.#startMs = vitals.startMs;
    this.#window = this.#zoom ?? this.#following(vitals);
    this.#columns = columnsOf([...tables.points.values()]);
    this.#drawSpans();
    this.#drawReadout();
  }

  #drawPlot(i: number): void {
    const chart = this.#charts[i];
    const { seconds, series } = this.#columns;
    const [fromMs, toMs] = this.#window;
    chart?.batch(() => {
      chart.setData([seconds, ...series[i]!] as uPlot.AlignedData, false);
      chart.setScale('x', { min: fromMs / 1_000, max: toMs / 1_000 });
    });
  }

  #drawLanes(): void {
    const { vitals, tables } = this.#app.store;
    if (!vitals) return;
    const [fromMs, toMs] = this.#window;
    const lanes = { bands: [...tables.bands.values()], marks: [...tables.marks.values()] };
    this.#lanes.draw({ ...lanes, fromMs, toMs, nowMs: vitals.nowMs });
  }

  /** Before the start there is nothing to see. */
  #following({ nowMs, startMs }: VitalsRow): Window {
    const fromMs = Math.max(nowMs - this.#spanMs, startMs);
    return [fromMs, Math.max(nowMs, fromMs + SHORTEST_MS)];
  }

  /** What a person points at, or how much there is. */
  #drawReadout(): void {
    const { points } = this.#columns;
    const pointed = this.#pointed === undefined ? undefined : points[this.#pointed];
    say(this.#readout, pointed ? pointText(pointed) : countsText(points));
  }

  #drawSpans(): void {
    const stands = (this.#zoom ?? []).map((unixMs) => preciseTime(unixMs)).join(' to ');
    setAttribute(this.#both, 'aria-description', stands === '' ? 'follows the time' : stands);
    for (const button of this.#spans) {
      const isChosen = !this.#zoom && Number(button.dataset['minutes']) * 60_000 === this.#spanMs;
      setAttribute(button, 'aria-pressed', String(isChosen));
    }
  }
}

const UNITS = [
  { unit: '°C', name: 'temperature', color: '--warm', least: 1, hasTimes: false },
  { unit: '%', name: 'humidity', color: '--wet', least: 4, hasTimes: true },
] as const;

function legend(): HTMLElement {
  const entry = (kind: string, text: string): HTMLElement =>
    h('span', { class: 'legend-entry' }, h('i', { class: `sample ${kind}` }), text);
  return h(
    'p',
    { class: 'legend' },
    entry('truth', 'true'),
    entry('read', 'read'),
    entry('published', 'published'),
    h('span', { class: 'legend-entry' }, h('span', { class: 'bad' }, '✕'), 'could not read'),
    h('span', { class: 'quiet hint' }, 'Drag, or + and −, to zoom; Esc to follow again'),
  );
}
