/** States and disturbances as bands over the chart's time, each with its words: colour says nothing alone. */

import type { BandRow, Lane, MarkRow } from '../protocol';
import { fill, h, remPx } from './dom';
import { clockTime, duration } from './format';

export interface LanesAt {
  readonly bands: readonly BandRow[];
  readonly marks: readonly MarkRow[];
  readonly fromMs: number;
  readonly toMs: number;
  readonly nowMs: number;
}

const NAMES: readonly (readonly [Lane, string])[] = [
  ['power', 'Power'],
  ['wifi', 'Wi-Fi'],
  ['mqtt', 'MQTT'],
];
/** In a narrower band its label would be cut to nothing. */
const NARROWEST_LABEL_REM = 2.875;
/** Two lines of marks are enough there. */
const NARROW_REM = 31;
/** Marks beside each other go on lines of their own. */
const MARK_LINES = 3;

type Scale = LanesAt & { readonly widthRem: number };

interface Span {
  readonly left: number;
  readonly width: number;
}

export class Lanes {
  readonly element: HTMLElement;
  readonly #lanes: ReadonlyMap<Lane | 'marks', HTMLElement>;
  #shown = '';

  constructor(leftRem: number, rightRem: number) {
    const lane = (name: Lane | 'marks', title: string): HTMLElement[] => [
      h('span', { class: 'lane-name' }, title),
      h('div', { class: `lane lane-${name}`, 'data-lane': name }),
    ];
    const parts = [
      ...NAMES.flatMap(([name, title]) => lane(name, title)),
      ...lane('marks', 'Events'),
    ];
    this.element = h('div', { class: 'lanes' }, ...parts);
    this.element.style.setProperty('--left', `${leftRem}rem`);
    this.element.style.setProperty('--right', `${rightRem}rem`);
    this.#lanes = new Map(
      [...this.element.querySelectorAll<HTMLElement>('.lane')].map((element) => [
        element.dataset['lane'] as Lane | 'marks',
        element,
      ]),
    );
  }

  draw(at: LanesAt): void {
    const shown = JSON.stringify([at.fromMs, at.toMs, at.nowMs, at.bands.length, at.marks.length]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    const marks = this.#lanes.get('marks')!;
    const scale = { ...at, widthRem: marks.offsetWidth / remPx(1) };
    for (const [lane] of NAMES) {
      const bands = joined(
        at.bands.filter((band) => band.lane === lane),
        scale,
      );
      fill(this.#lanes.get(lane)!, ...bands.flatMap((band) => this.#band(band, scale)));
    }
    const lines = scale.widthRem < NARROW_REM ? 2 : MARK_LINES;
    fill(marks, ...at.marks.flatMap((mark, i) => this.#mark(mark, i % lines, at)));
  }

  #band({ mood, label, fromMs, toMs }: BandRow, at: Scale): HTMLElement[] {
    const span = spanOf(fromMs, toMs ?? at.nowMs, at);
    if (!span) return [];
    const took = duration((toMs ?? at.nowMs) - fromMs);
    const title = `${label}, since ${clockTime(fromMs)}, ${took}`;
    const isWide = span.width * at.widthRem > NARROWEST_LABEL_REM;
    const band = h('span', { class: 'band', 'data-mood': mood, title }, isWide && label);
    return [place(band, span)];
  }

  #mark({ kind, label, fromMs, toMs }: MarkRow, line: number, at: LanesAt): HTMLElement[] {
    const span = spanOf(fromMs, toMs ?? at.nowMs, at);
    if (!span) return [];
    const title = `${label}, ${clockTime(fromMs)}`;
    const mark = h('span', { class: 'mark', 'data-kind': kind, 'data-line': line, title }, label);
    return [place(mark, span)];
  }
}

/** Tries that follow each other too quickly to be told apart are one: it does not work. */
function joined(bands: readonly BandRow[], at: Scale): readonly BandRow[] {
  const result: BandRow[] = [];
  for (const band of bands) {
    const before = result.at(-1);
    const isTrying = band.mood === 'bad' || band.mood === 'busy';
    const follows = before?.mood === 'bad' && before.toMs === band.fromMs;
    const widthMs = (band.toMs ?? at.nowMs) - band.fromMs;
    const isNarrow = (widthMs / (at.toMs - at.fromMs)) * at.widthRem < NARROWEST_LABEL_REM;
    if (before && isTrying && follows && (isNarrow || band.mood === 'bad')) {
      result[result.length - 1] = {
        ...band,
        mood: 'bad',
        label: before.label,
        fromMs: before.fromMs,
      };
    } else result.push(band);
  }
  return result;
}

/** In parts of the whole; undefined when nothing of it is to be seen. */
function spanOf(fromMs: number, toMs: number, at: LanesAt): Span | undefined {
  const wholeMs = at.toMs - at.fromMs;
  const left = Math.max(0, (fromMs - at.fromMs) / wholeMs);
  const right = Math.min(1, (toMs - at.fromMs) / wholeMs);
  return right < 0 || left > 1 || right < left ? undefined : { left, width: right - left };
}

function place(element: HTMLElement, { left, width }: Span): HTMLElement {
  element.style.left = `${left * 100}%`;
  element.style.width = `${width * 100}%`;
  return element;
}
