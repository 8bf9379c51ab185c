/** A topic in full: what was published to it last, and what is new in that. */

import type { TopicRow } from '../protocol';
import { fill, h, hideFrom, say } from './dom';
import { bytesText, clockTime } from './format';
import { MarkedText } from './marked-text';
import { diffParts } from './payload-diff';

export class TopicDetails {
  readonly element: HTMLElement;
  readonly #about = h('p', { class: 'quiet topic-about' });
  readonly #now = h('pre', { class: 'payload', tabindex: 0, 'aria-label': 'The last message' });
  readonly #before = h('pre', { class: 'payload before', tabindex: 0, 'aria-label': 'Before it' });
  readonly #clear: HTMLButtonElement;
  readonly #marked: MarkedText;
  #wanted: TopicRow | undefined;
  #shown: TopicRow | undefined;
  #canClear = false;

  constructor(onClear: (topic: string) => void) {
    this.#clear = h('button', {}, 'Clear retained');
    this.#clear.addEventListener('click', () => {
      if (this.#shown) onClear(this.#shown.id);
    });
    const payload = h('div', { class: 'diff' }, this.#now, this.#before);
    const children = [this.#about, payload, this.#clear];
    this.element = h('div', { class: 'topic-details', hidden: true }, ...children);
    this.#marked = new MarkedText(this.element, () => {
      this.#draw();
    });
  }

  /** Undefined shows nothing. `canClear`: the broker is one that we may tell to forget. */
  show(row: TopicRow | undefined, canClear: boolean): void {
    this.#wanted = row;
    this.#canClear = canClear;
    if (row?.id !== this.#shown?.id) this.#marked.release();
    else if (this.#marked.holds()) return;
    this.#draw();
  }

  #draw(): void {
    const row = this.#wanted;
    this.element.hidden = !row;
    if (row && row !== this.#shown) this.#tell(row);
    hideFrom(this.#clear, !(row?.kept !== undefined && this.#canClear), this.#now);
    this.#shown = row;
  }

  #tell({ id, payload, previous, bytes, count, atMs, from }: TopicRow): void {
    const what = `${count} messages, the last at ${clockTime(atMs)} from ${from}`;
    say(this.#about, `${id}: ${what}, ${bytesText(bytes)}`);
    const shown = this.#shown;
    if (id === shown?.id && payload === shown.payload && previous === shown.previous) return;
    fill(this.#now, ...(payload === '' ? ['(empty)'] : diffParts(payload, previous)));
    this.#before.hidden = previous === undefined;
    say(this.#before, `before: ${previous ?? ''}`);
  }
}
