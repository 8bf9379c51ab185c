/** The run: its seed, to begin it anew, to keep what was done as a scenario, and the command for it. */

import type { App } from './app';
import { h, labelled, say } from './dom';

const LARGEST_SEED = 0x7fff_ffff;

export class RunControl {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #seed = h('input', {
    ...{ type: 'number', id: 'seed', min: 0, max: LARGEST_SEED, step: 1, required: true },
  });
  readonly #title = h('input', { type: 'text', id: 'scenario-title', value: 'What I did to it' });
  readonly #command = h('code', { id: 'command' });
  readonly #steps = h('small', {});
  #run = 0;

  constructor(app: App) {
    this.#app = app;
    const again = h('button', { id: 'restart', onclick: this.#restart }, 'Begin anew');
    const save = h('button', { id: 'save', onclick: this.#save }, 'Save as scenario');
    const copy = h('button', { id: 'copy', onclick: this.#copy }, 'Copy');
    this.element = h(
      'div',
      { class: 'run' },
      h('h3', {}, 'This run'),
      h('div', { class: 'row' }, labelled('Seed', this.#seed), again),
      h('div', { class: 'row' }, labelled('Recorded as', this.#title), save),
      this.#steps,
      h('div', { class: 'row command' }, this.#command, copy),
    );
    app.store.on(['vitals'], () => {
      this.#draw();
    });
  }

  /** Throws the run away: not for a slip of the hand. */
  readonly #restart = (): void => {
    if (!this.#seed.checkValidity()) {
      this.#app.note(`The run goes on: a seed is a whole number from 0 to ${LARGEST_SEED}`);
      this.#seed.focus();
      return;
    }
    this.#app.send({ do: 'restart', seed: Number(this.#seed.value) });
  };

  readonly #save = (): void => {
    this.#app.send({ do: 'save', title: this.#title.value });
  };

  readonly #copy = (): void => {
    const text = this.#app.store.about?.command ?? '';
    navigator.clipboard.writeText(text).then(
      () => {
        this.#app.note('The command is copied');
      },
      () => {
        this.#app.note(`It could not be copied: ${text}`);
      },
    );
  };

  #draw(): void {
    const { about, run, vitals } = this.#app.store;
    if (!about || !vitals) return;
    if (run !== this.#run) {
      this.#run = run;
      this.#seed.value = String(about.seed);
    }
    say(this.#command, about.command);
    const { steps, isRecordFull } = vitals;
    const done = steps === 1 ? '1 disturbance' : `${steps} disturbances`;
    const again = `${about.start} --scenario FILE --time virtual plays it again`;
    const full = isRecordFull ? '; there is no room for more, and the record ends there' : '';
    say(this.#steps, `${done} recorded${full}; ${again}`);
  }
}
