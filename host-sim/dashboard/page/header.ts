/** Who this is, whether it is alive, and time: hold it, step, and its speed. */

import type { App } from './app';
import type { Answering } from './connection';
import { acting, h, say, setData } from './dom';
import { clockTime, preciseTime } from './format';

const SPEEDS = [0.1, 0.5, 1, 2, 5, 10, 30, 100];

export class Header {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #name = h('span', { class: 'station' });
  readonly #live = h('span', { class: 'pill', id: 'live' }, 'connecting');
  readonly #time = h('time', { class: 'time' });
  readonly #pause = h('button', { class: 'main', id: 'pause', title: 'Space' }, 'Pause');
  readonly #step = h('button', { id: 'step', title: '. (full stop): to the next moment' }, 'Step');
  readonly #speed: HTMLSelectElement;
  readonly #tools = acting('time-tools', 'Time');
  readonly #heard = h('small', { hidden: true }, 'last heard of at');
  #answering: Answering = 'no';

  constructor(app: App) {
    this.#app = app;
    this.#speed = h(
      'select',
      { id: 'speed', 'aria-label': 'Speed of time' },
      ...SPEEDS.map((speed) => h('option', { value: speed }, `${speed} ×`)),
    );
    this.#speed.value = '1';
    this.#pause.addEventListener('click', this.togglePause);
    this.#step.addEventListener('click', this.step);
    this.#speed.addEventListener('change', () => {
      app.send({ do: 'speed', speed: Number(this.#speed.value) });
    });
    this.#tools.append(this.#pause, this.#step, this.#speed);
    this.element = h(
      'header',
      { class: 'top' },
      h(
        'div',
        { class: 'brand' },
        h('img', { src: '/icon.svg', alt: '', width: 30, height: 30 }),
        h('div', {}, h('h1', {}, 'pubsub-xs'), this.#name),
      ),
      this.#live,
      h('div', { class: 'clock' }, this.#heard, this.#time),
      this.#tools,
    );
    app.store.on(['vitals'], () => {
      this.#draw();
    });
  }

  readonly togglePause = (): void => {
    this.#app.send({ do: this.#app.store.vitals?.isPaused === true ? 'resume' : 'pause' });
  };

  /** Holds time, if it is not held yet: who steps wants to look. */
  readonly step = (): void => {
    const { store, send } = this.#app;
    if (store.vitals?.isPaused !== true) send({ do: 'pause' });
    send({ do: 'step' });
  };

  setAnswering(answering: Answering): void {
    this.#answering = answering;
    this.#draw();
  }

  #draw(): void {
    const { about, vitals } = this.#app.store;
    const isHeld = vitals?.isPaused === true;
    const state = this.#answering !== 'yes' ? this.#answering : isHeld ? 'paused' : 'live';
    setData(this.#live, 'state', state);
    say(this.#live, TEXTS[state]);
    if (!about || !vitals) return;
    this.#heard.hidden = this.#answering === 'yes';
    say(this.#name, vitals.station);
    say(this.#time, vitals.isPaused ? preciseTime(vitals.nowMs) : clockTime(vitals.nowMs));
    say(this.#pause, vitals.isPaused ? 'Resume' : 'Pause');
    for (const control of [this.#pause, this.#step, this.#speed]) control.disabled = !about.canPace;
    const why = about.canPace ? '' : 'This run lives in real time, as its broker or console does';
    if (this.#tools.title !== why) this.#tools.title = why;
    if (document.activeElement !== this.#speed) this.#speed.value = String(vitals.speed);
    document.title = `${vitals.station} · pubsub-xs`;
  }
}

const TEXTS = {
  no: 'The simulator does not answer; trying again',
  silent: 'The simulator does not answer; it hangs or is very busy',
  paused: 'Time is held',
  live: 'Live',
};
