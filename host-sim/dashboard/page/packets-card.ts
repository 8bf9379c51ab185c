/** The packets between board and broker, the newest first; one of them in full. */

import type { PacketRow } from '../protocol';
import type { App } from './app';
import { card, fill, h } from './dom';
import { bytesText, preciseTime } from './format';
import { MarkedText } from './marked-text';
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
  /** The lines that are there, by their packets; the oldest first. */
  readonly #rows = new Map<number, HTMLElement>();
  readonly #marked = new MarkedText(this.#list, () => {
    this.#draw();
  });
  #chosen: number | undefined;
  #run = 0;

  constructor(app: App) {
    this.#app = app;
    this.element = card('packets', 'Packets', [], this.#list, this.#details);
    app.store.on(['packets'], () => {
      this.#draw();
    });
  }

  /** A packet does not change: only new ones are drawn. */
  #draw(): void {
    const { run, tables } = this.#app.store;
    if (run !== this.#run) this.#clear();
    else if (this.#marked.holds()) return;
    this.#run = run;
    for (const packet of [...tables.packets.values()].slice(-SHOWN)) {
      if (this.#rows.has(packet.id)) continue;
      const row = this.#row(packet);
      this.#rows.set(packet.id, row);
      this.#list.prepend(row);
    }
    for (const id of this.#rows.keys()) {
      if (this.#rows.size <= SHOWN) break;
      this.#drop(id);
    }
  }

  #clear(): void {
    for (const id of this.#rows.keys()) this.#drop(id);
    this.#choose(undefined);
  }

  /** Whoever stands on a line that goes stays in the list. */
  #drop(id: number): void {
    const row = this.#rows.get(id);
    this.#rows.delete(id);
    if (row === document.activeElement) this.#list.focus({ preventScroll: true });
    row?.remove();
  }

  #choose(packet: PacketRow | undefined): void {
    this.#chosen = packet?.id;
    for (const [id, row] of this.#rows) {
      row.setAttribute('aria-pressed', String(id === this.#chosen));
    }
    fill(this.#details, packet && packetView(packet));
  }

  #row(packet: PacketRow): HTMLElement {
    const { id, atMs, toBroker, type, summary, bytes } = packet;
    const button = h(
      'button',
      { class: 'packet-row', 'aria-pressed': 'false' },
      h('time', {}, preciseTime(atMs)),
      h('span', { class: 'way-mark' }, toBroker ? '→ broker' : '← board'),
      h('strong', {}, type),
      h('span', { class: 'summary' }, summary),
      h('span', { class: 'quiet' }, bytesText(bytes)),
    );
    button.addEventListener('click', () => {
      this.#choose(this.#chosen === id ? undefined : packet);
    });
    return button;
  }
}
