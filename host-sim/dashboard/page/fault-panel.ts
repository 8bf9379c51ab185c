/** Every fault of the catalogue, with its parameters and for how long; and those that hold now. */

import type { ActiveRow, OfferedFault } from '../protocol';
import type { App } from './app';
import { fill, h, labelled, say } from './dom';
import { duration } from './format';

const GROUPS: Readonly<Record<string, string>> = {
  wifi: 'Wi-Fi',
  tcp: 'Connections',
  broker: 'Broker',
  sensor: 'Sensor',
  clock: 'Clock',
  power: 'Power',
  memory: 'Memory',
};

const LASTING = [
  ['', 'until it is ended'],
  ['5000', 'for 5 s'],
  ['20000', 'for 20 s'],
  ['60000', 'for 1 min'],
  ['300000', 'for 5 min'],
] as const;

const ONCE = ['once', 'once: the next answer'] as const;

const MOMENTS = [
  ['', 'once'],
  ['10000', 'every 10 s'],
  ['30000', 'every 30 s'],
  ['60000', 'every minute'],
] as const;

export class FaultPanel {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #active = h('ul', { class: 'active', id: 'active' });
  readonly #groups = h('div', { class: 'groups' });
  readonly #search = h('input', { type: 'search', id: 'fault-search', placeholder: 'Search' });
  #offered: readonly OfferedFault[] | undefined;

  constructor(app: App) {
    this.#app = app;
    this.#search.addEventListener('input', () => {
      this.#filter();
    });
    this.element = h(
      'div',
      { class: 'faults', tabindex: -1 },
      this.#active,
      labelled('All faults', this.#search),
      this.#groups,
    );
    app.store.on(['active', 'vitals'], () => {
      this.#draw();
    });
  }

  focus(): void {
    this.#search.focus();
  }

  #draw(): void {
    const { faults, tables, vitals } = this.#app.store;
    if (faults !== this.#offered) {
      // What a person has opened and typed stays, though the simulator says it all anew.
      const isAlike = JSON.stringify(faults) === JSON.stringify(this.#offered);
      this.#offered = faults;
      if (!isAlike) this.#offer(faults);
    }
    this.#drawActive([...tables.active.values()], vitals?.nowMs ?? 0);
  }

  #drawActive(rows: readonly ActiveRow[], nowMs: number): void {
    const own = [...this.#active.children] as HTMLElement[];
    const ids = rows.map(({ id }) => String(id));
    for (const element of own) if (!ids.includes(element.dataset['id']!)) this.#remove(element);
    for (const row of rows) {
      const found = this.#active.querySelector<HTMLElement>(`[data-id="${row.id}"]`);
      const element = found ?? this.#activeItem(row);
      if (!found) this.#active.append(element);
      say(element.querySelector('.remaining')!, remaining(row, nowMs));
    }
  }

  /** Whoever stands on its button comes to the next one, or stays with the faults. */
  #remove(element: HTMLElement): void {
    const hasFocus = element.contains(document.activeElement);
    const other = element.nextElementSibling ?? element.previousElementSibling;
    element.remove();
    if (hasFocus) (other?.querySelector('button') ?? this.element).focus({ preventScroll: true });
  }

  #activeItem({ id, fault, title, values }: ActiveRow): HTMLElement {
    const end = h('button', { 'aria-label': `End: ${title}` }, 'End');
    end.addEventListener('click', () => {
      this.#app.send({ do: 'end', id });
    });
    return h(
      'li',
      { 'data-id': id, 'data-kind': fault.startsWith('air.') ? 'air' : 'fault' },
      h('span', {}, h('strong', {}, title), ' ', h('small', {}, values)),
      h('span', { class: 'remaining' }),
      end,
    );
  }

  #offer(faults: readonly OfferedFault[]): void {
    const sections = Object.entries(GROUPS).map(([group, title]) => {
      const own = faults.filter((fault) => fault.group === group);
      return h(
        'details',
        { class: 'group' },
        h('summary', {}, title, h('small', {}, `${own.length}`)),
        ...own.map((fault) => this.#form(fault)),
      );
    });
    fill(this.#groups, ...sections);
  }

  #form(fault: OfferedFault): HTMLElement {
    const { id, title, does, seen, parameters, lasts, group } = fault;
    const inputs = parameters.map(({ name, what, minimum, maximum, preset }) =>
      h('input', {
        ...{ type: 'number', name, min: minimum, max: maximum, value: preset, step: 'any' },
        required: true,
        'aria-label': `${name}: ${what}`,
        title: what,
      }),
    );
    const choices = lasts ? (group === 'sensor' ? [...LASTING, ONCE] : LASTING) : MOMENTS;
    const time = h(
      'select',
      { 'aria-label': `${title}: for how long or how often` },
      ...choices.map(([value, text]) => h('option', { value }, text)),
    );
    const begin = h(
      'button',
      { type: 'submit', 'aria-label': `${lasts ? 'Begin' : 'Do'}: ${title}` },
      lasts ? 'Begin' : 'Do',
    );
    const form = h(
      'form',
      { class: 'fault', 'data-fault': id },
      h('p', {}, h('strong', {}, title), h('small', {}, does), h('small', {}, `Seen: ${seen}`)),
      h('div', { class: 'fault-tools' }, ...inputs.map(parameterField), time, begin),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const values = Object.fromEntries(inputs.map(({ name, value }) => [name, Number(value)]));
      this.#app.send({ do: 'begin', fault: id, values, ...timeOf(time.value, lasts) });
    });
    return form;
  }

  #filter(): void {
    const word = this.#search.value.toLowerCase();
    for (const group of this.#groups.querySelectorAll('details')) {
      const forms = [...group.querySelectorAll<HTMLElement>('form')];
      for (const form of forms) form.hidden = !form.textContent.toLowerCase().includes(word);
      const some = forms.some(({ hidden }) => !hidden);
      group.hidden = !some;
      group.open = word !== '' && some;
    }
  }
}

function parameterField(input: HTMLInputElement): HTMLElement {
  return h('label', { class: 'parameter' }, h('span', {}, input.name), input);
}

function timeOf(value: string, lasts: boolean): { forMs?: number; everyMs?: number; once?: true } {
  if (value === '') return {};
  if (value === ONCE[0]) return { once: true };
  return lasts ? { forMs: Number(value) } : { everyMs: Number(value) };
}

function remaining({ untilMs, everyMs }: ActiveRow, nowMs: number): string {
  if (everyMs !== undefined) return `every ${duration(everyMs)}`;
  return untilMs === undefined ? '' : `${duration(untilMs - nowMs)} left`;
}
