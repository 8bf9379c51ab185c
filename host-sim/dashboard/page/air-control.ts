/** The air at the sensor: the climate's own, or what two sliders say, still or in waves. */

import type { ActiveRow } from '../protocol';
import type { App } from './app';
import { h, labelled, say } from './dom';
import { celsius, percent } from './format';
import { climateProblem } from './limits';

/** While a slider is dragged so often at most. */
const SEND_EVERY_MS = 150;

const KINDS = [
  ['climate', 'The climate’s own'],
  ['air.still', 'Held by the sliders'],
  ['air.wave', 'In waves around them'],
] as const;

export class AirControl {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #kind: HTMLSelectElement;
  readonly #temperature = slider('temperature', -40, 80, 0.1);
  readonly #humidity = slider('humidity', 0, 100, 0.1);
  readonly #celsius = h('output', { for: 'temperature' });
  readonly #percent = h('output', { for: 'humidity' });
  readonly #file = h('input', { type: 'file', accept: '.csv,text/csv', id: 'climate-file' });
  readonly #climate = h('small', { id: 'climate' });
  readonly #back = h('button', { id: 'climate-back', hidden: true }, 'The first one again');
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** While it says so the sliders follow what is true. */
  #follows = true;

  constructor(app: App) {
    this.#app = app;
    this.#kind = h(
      'select',
      { id: 'air-kind' },
      ...KINDS.map(([value, text]) => h('option', { value }, text)),
    );
    this.#kind.addEventListener('change', this.#changed);
    for (const input of [this.#temperature, this.#humidity]) {
      input.addEventListener('input', this.#slid);
    }
    this.#back.addEventListener('click', () => {
      const seed = this.#app.store.about?.seed ?? 1;
      this.#app.send({ do: 'restart', seed, climate: null });
    });
    this.#file.addEventListener('change', () => {
      void this.#load();
    });
    this.element = h(
      'div',
      { class: 'air' },
      labelled('Air at the sensor', this.#kind),
      sliderField('Temperature', this.#temperature, this.#celsius),
      sliderField('Humidity', this.#humidity, this.#percent),
      labelled('A recorded climate', this.#file, 'CSV of time, °C, %; begins a new run'),
      h('div', { class: 'row' }, this.#climate, this.#back),
    );
    app.store.on(['vitals', 'active'], () => {
      this.#draw();
    });
  }

  readonly #slid = (): void => {
    this.#follows = false;
    if (this.#kind.value === 'climate') this.#kind.value = 'air.still';
    this.#changed();
  };

  readonly #changed = (): void => {
    this.#say();
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#send();
    }, SEND_EVERY_MS);
  };

  #send(): void {
    const fault = this.#kind.value;
    if (fault === 'climate') {
      this.#follows = true;
      this.#app.send({ do: 'end air' });
      return;
    }
    this.#follows = false;
    const values = {
      temperatureC: Number(this.#temperature.value),
      humidityPercent: Number(this.#humidity.value),
    };
    this.#app.send({ do: 'begin', fault, values });
  }

  async #load(): Promise<void> {
    const [file] = this.#file.files ?? [];
    const seed = this.#app.store.about?.seed ?? 1;
    if (!file) return;
    const problem = await this.#begin(file, seed);
    if (problem !== undefined) this.#app.note(problem);
    this.#file.value = '';
  }

  /** What is wrong with the file, or undefined. */
  async #begin(file: File, seed: number): Promise<string | undefined> {
    const { name, size } = file;
    const tooLarge = climateProblem(name, size);
    if (tooLarge !== undefined) return tooLarge;
    const text = await file.text();
    const problem = climateProblem(name, size, text.length);
    if (problem === undefined) this.#app.send({ do: 'restart', seed, climate: { name, text } });
    return problem;
  }

  #draw(): void {
    const { about, vitals, tables } = this.#app.store;
    if (!about || !vitals) return;
    say(this.#climate, `Climate: ${about.climate}`);
    this.#back.hidden = !about.isClimateBrought;
    const active = [...tables.active.values()].find(({ fault }) => fault.startsWith('air.'));
    const isBusy = this.#timer !== undefined || document.activeElement === this.#kind;
    if (!active && !isBusy && !this.#follows && this.#kind.value !== 'climate') {
      this.#kind.value = 'climate';
      this.#follows = true;
    }
    if (active && !isBusy) this.#kind.value = active.fault;
    if (active && this.#follows) this.#takeOver(active);
    if (!this.#follows || active) return;
    this.#temperature.value = String(vitals.truth[0]);
    this.#humidity.value = String(vitals.truth[1]);
    this.#say();
  }

  /** Another page has laid this over the climate, or this one before it was opened anew. */
  #takeOver({ values }: ActiveRow): void {
    this.#follows = false;
    for (const [input, name] of [
      [this.#temperature, 'temperatureC'],
      [this.#humidity, 'humidityPercent'],
    ] as const) {
      input.value = new RegExp(`${name} (-?[\\d.]+)`).exec(values)?.[1] ?? input.value;
    }
    this.#say();
  }

  #say(): void {
    say(this.#celsius, celsius(Number(this.#temperature.value)));
    say(this.#percent, percent(Number(this.#humidity.value)));
  }
}

function slider(id: string, min: number, max: number, step: number): HTMLInputElement {
  return h('input', { type: 'range', id, min, max, step });
}

function sliderField(name: string, input: HTMLInputElement, output: HTMLElement): HTMLElement {
  return h(
    'div',
    { class: 'field slider' },
    h('label', { for: input.id, class: 'field-name' }, name),
    output,
    input,
  );
}
