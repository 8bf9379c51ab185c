/** What Home Assistant would see: the device with its entities, or its complaints. Hidden until it is told of one. */

import type { DiscoveredEntity, DiscoveryComplaint, DiscoveryRow } from '../protocol';
import type { App } from './app';
import { card, fill, h, say } from './dom';
import { duration } from './format';

/** A shape for each state, for those who see no colours. */
const SHAPES: Readonly<Record<DiscoveredEntity['state'], string>> = {
  available: '●',
  unavailable: '✕',
  unknown: '○',
};

interface Countdown {
  readonly element: HTMLElement;
  readonly expiresMs: number;
}

export class HomeAssistantCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #devices = h('div', { class: 'seen-devices' });
  #countdowns: Countdown[] = [];

  constructor(app: App) {
    this.#app = app;
    const note = h('span', { class: 'quiet' }, 'by its published rules; it is not asked itself');
    this.element = card(
      ...(['home-assistant', 'What Home Assistant would see', [note]] as const),
      this.#devices,
    );
    this.element.hidden = true;
    app.store.on(['discovery'], () => {
      this.#draw();
    });
    app.store.on(['vitals'], () => {
      this.#drawCountdowns();
    });
  }

  #draw(): void {
    const rows = [...this.#app.store.tables.discovery.values()];
    this.element.hidden = rows.length === 0;
    this.#countdowns = [];
    fill(this.#devices, ...rows.map((row) => this.#device(row)));
    this.#drawCountdowns();
  }

  #device({ id, device, detail = '', entities, complaints }: DiscoveryRow): HTMLElement {
    return h(
      'div',
      { class: 'seen-device' },
      h(
        'p',
        { class: 'seen-head' },
        h('strong', {}, device ?? 'No device'),
        h(
          'span',
          { class: 'quiet' },
          [detail, `told on ${id}`].filter((part) => part !== '').join('; '),
        ),
      ),
      entities.length > 0 &&
        h('ul', { class: 'seen-entities' }, ...entities.map((entity) => this.#entity(entity))),
      complaints.length > 0 &&
        h('ul', { class: 'seen-complaints' }, ...complaints.map(complaintItem)),
    );
  }

  #entity({ id, name, state, value, why, expiresMs }: DiscoveredEntity): HTMLElement {
    const left = h('small', { class: 'quiet' });
    if (expiresMs !== undefined) this.#countdowns.push({ element: left, expiresMs });
    return h(
      'li',
      { class: 'seen-entity', 'data-state': state, title: id },
      h(
        'span',
        { class: 'seen-name' },
        h('span', { class: 'shape', 'aria-hidden': 'true' }, SHAPES[state]),
        name,
      ),
      h('span', { class: 'seen-value' }, value === '' ? state : value),
      why === '' ? left : h('small', { class: 'quiet' }, why),
    );
  }

  #drawCountdowns(): void {
    const nowMs = this.#app.store.vitals?.nowMs;
    if (nowMs === undefined) return;
    for (const { element, expiresMs } of this.#countdowns) {
      const leftMs = Math.max(0, Math.ceil((expiresMs - nowMs) / 1_000) * 1_000);
      say(element, `given up in ${duration(leftMs).replace('.0 s', ' s')} without another`);
    }
  }
}

function complaintItem({ effect, where, what }: DiscoveryComplaint): HTMLElement {
  return h(
    'li',
    { 'data-effect': effect },
    h('span', { class: 'tag' }, effect),
    ' ',
    where !== '' && h('code', {}, where),
    ` ${what}`,
  );
}
