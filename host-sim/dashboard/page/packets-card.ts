/** The packets between board and broker, the newest first; one of them in full. */

import type { PacketRow } from '../protocol';
import type { App } from './app';
import { card, fill, h } from './dom';
import { bytesText, preciseTime } from './format';
import { packetView } from './packet-view';

const SHOWN = 60;

export class PacketsCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #list = h('div', {
    class: 'packets',
    tabindex: 0,
    role: 'group',
    'aria-label': 'Packets',
  });
  readonly #details = h('div', { class: 'packet-details' });
  #chosen: number | undefined;

  constructor(app: App) {
    this.#app = app;
    this.element = card('packets', 'Packets', [], this.#list, this.#details);
    app.store.on(['packets'], () => {
      this.#draw();
    });
  }

  #draw(): void {
    const hadFocus = this.#list.contains(document.activeElement);
    const rows = [...this.#app.store.tables.packets.values()].slice(-SHOWN).reverse();
    fill(this.#list, ...rows.map((row) => this.#row(row)));
    if (hadFocus) {
      const chosen = this.#list.querySelector<HTMLElement>('[aria-pressed=true]');
      (chosen ?? this.#list).focus({ preventScroll: true });
    }
  }

  #row(packet: PacketRow): HTMLElement {
    const { id, atMs, toBroker, type, summary, bytes } = packet;
    const button = h(
      'button',
      { class: 'packet-row', 'aria-pressed': String(id === this.#chosen) },
      h('time', {}, preciseTime(atMs)),
      h('span', { class: 'way-mark' }, toBroker ? '→ broker' : '← board'),
      h('strong', {}, type),
      h('span', { class: 'summary' }, summary),
      h('span', { class: 'quiet' }, bytesText(bytes)),
    );
    button.addEventListener('click', () => {
      this.#chosen = this.#chosen === id ? undefined : id;
      fill(this.#details, this.#chosen === undefined ? undefined : packetView(packet));
      this.#draw();
    });
    return button;
  }
}
