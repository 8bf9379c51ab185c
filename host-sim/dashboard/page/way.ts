/** The way of a reading: a step for each thing that becomes of it, and the details of one of them. */

import type { WayRow } from '../protocol';
import type { App } from './app';
import { card, fill, h, say, setData } from './dom';
import { preciseTime } from './format';
import { MarkedText } from './marked-text';
import { STEPS, type Step } from './way-steps';

export class Way {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #tabs: readonly HTMLButtonElement[];
  readonly #details = h('div', {
    ...{ class: 'step-details', id: 'step-details', role: 'tabpanel', tabindex: 0 },
  });
  readonly #when = h('span', { class: 'quiet', id: 'way-when' });
  readonly #latest = h('button', { id: 'way-latest', 'aria-pressed': 'true' }, 'Follow');
  #step: Step = STEPS[1]!;
  /** Undefined follows the newest. */
  #chosen: number | undefined;
  /** The chosen one as it was last: whoever reads in it keeps it when the table has it no longer. */
  #held: WayRow | undefined;
  #run = 0;
  #shown: unknown;
  /** What a person wants to see: that is never held back. */
  #asked = '';
  readonly #marked = new MarkedText(this.#details, () => {
    this.#draw();
  });

  constructor(app: App) {
    this.#app = app;
    this.#tabs = STEPS.map((step, i) => this.#tab(step, i));
    const older = h('button', { 'aria-label': 'The reading before', onclick: this.#move(-1) }, '‹');
    const newer = h('button', { 'aria-label': 'The reading after', onclick: this.#move(1) }, '›');
    this.#latest.addEventListener('click', () => {
      this.#chosen = undefined;
      this.#draw();
    });
    const list = h(
      'div',
      { class: 'steps', role: 'tablist', 'aria-label': 'Steps of a reading' },
      ...this.#tabs,
    );
    const tools = [this.#when, older, newer, this.#latest];
    this.element = card('way', 'The way of a reading', tools, list, this.#details);
    app.store.on(['ways'], () => {
      this.#draw();
    });
  }

  #tab(step: Step, i: number): HTMLButtonElement {
    const tab = h(
      'button',
      { class: 'step', role: 'tab', id: `step-${i}`, 'aria-controls': 'step-details' },
      h('span', { class: 'step-name' }, step.name),
      h('span', { class: 'step-value' }),
    );
    tab.addEventListener('click', () => {
      this.#choose(step);
    });
    tab.addEventListener('keydown', ({ key }) => {
      const by = key === 'ArrowRight' ? 1 : key === 'ArrowLeft' ? -1 : 0;
      const next = STEPS[i + by];
      if (by === 0 || !next) return;
      this.#choose(next);
      this.#tabs[i + by]!.focus();
    });
    return tab;
  }

  #choose(step: Step): void {
    this.#step = step;
    this.#draw();
  }

  #move(by: number): () => void {
    return () => {
      const ids = [...this.#app.store.tables.ways.keys()] as number[];
      const at = this.#chosen === undefined ? ids.length - 1 : ids.indexOf(this.#chosen);
      this.#chosen = ids[Math.min(ids.length - 1, Math.max(0, at + by))];
      this.#draw();
    };
  }

  get #row(): WayRow | undefined {
    const { tables, run } = this.#app.store;
    if (run !== this.#run) this.#chosen = undefined;
    this.#run = run;
    const { ways } = tables;
    if (this.#chosen === undefined) return [...ways.values()].at(-1);
    const held = this.#held?.id === this.#chosen ? this.#held : undefined;
    return (this.#held = ways.get(this.#chosen) ?? held);
  }

  #draw(): void {
    const row = this.#row;
    this.#latest.setAttribute('aria-pressed', String(this.#chosen === undefined));
    say(this.#when, row ? preciseTime(row.atMs) : '');
    for (const [i, step] of STEPS.entries()) this.#drawTab(this.#tabs[i]!, step, row);
    this.#details.setAttribute('aria-labelledby', `step-${STEPS.indexOf(this.#step)}`);
    const shown = row ? `${this.#step.name} ${JSON.stringify(row)}` : '';
    if (shown === this.#shown) return; // somebody may be reading in it
    const asked = `${this.#step.name} ${this.#chosen}`;
    if (asked !== this.#asked) this.#marked.release();
    else if (this.#marked.holds()) return;
    this.#shown = shown;
    this.#asked = asked;
    fill(this.#details, row ? this.#step.details(row) : WAITING.cloneNode(true));
  }

  #drawTab(tab: HTMLButtonElement, step: Step, row: WayRow | undefined): void {
    const isChosen = step === this.#step;
    tab.setAttribute('aria-selected', String(isChosen));
    tab.tabIndex = isChosen ? 0 : -1;
    const told = row ? step.told(row) : { mood: 'none' as const, value: '–' };
    setData(tab, 'mood', told.mood);
    say(tab.lastElementChild!, told.value);
  }
}

const WAITING = h(
  'p',
  { class: 'quiet' },
  'The sensor settles for two seconds after power-on; then comes the first reading.',
);
