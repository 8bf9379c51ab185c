/** One level of the tree of topics. Its nodes are made once, and then only their texts change. */

import type { TopicRow } from '../protocol';
import { h, say, setAttribute } from './dom';
import { compareNames } from './topic-levels';

const NO_NAME = '(empty level)';

export class TopicLevel {
  /** Undefined for the tree itself, whose list is not folded. */
  readonly name: string | undefined;
  readonly list = h('ul', {});
  readonly element = h('li', {});
  /** In the order of their names. */
  readonly children: TopicLevel[] = [];
  leaf: TopicLeaf | undefined;
  #fold: HTMLElement | undefined;

  constructor(name?: string) {
    this.name = name;
  }

  get isEmpty(): boolean {
    return !this.leaf && this.children.length === 0;
  }

  setLeaf(leaf: TopicLeaf | undefined): void {
    this.leaf?.button.remove();
    this.leaf = leaf;
    if (leaf) this.element.prepend(leaf.button);
  }

  child(name: string): TopicLevel | undefined {
    const found = this.children[this.#placeOf(name)];
    return found?.name === name ? found : undefined;
  }

  add(child: TopicLevel): void {
    const place = this.#placeOf(child.name!);
    this.list.insertBefore(child.element, this.children[place]?.element ?? null);
    this.children.splice(place, 0, child);
    if (this.#fold || this.name === undefined) return;
    const shown = this.name === '' ? NO_NAME : this.name;
    this.#fold = h('details', { open: true }, h('summary', { title: shown }, shown), this.list);
    this.element.append(this.#fold);
  }

  remove(child: TopicLevel): void {
    child.element.remove();
    this.children.splice(this.children.indexOf(child), 1);
    if (this.children.length > 0) return;
    this.#fold?.remove();
    this.#fold = undefined;
  }

  /** Where it is, or would be: by halves, since there may be hundreds. */
  #placeOf(name: string): number {
    let from = 0;
    let to = this.children.length;
    while (from < to) {
      const middle = (from + to) >> 1;
      if (compareNames(this.children[middle]!.name!, name) < 0) from = middle + 1;
      else to = middle;
    }
    return from;
  }
}

/** A topic to which something was published. */
export class TopicLeaf {
  readonly button: HTMLButtonElement;
  /** What is drawn. */
  row: TopicRow;
  readonly #value = h('span', { class: 'topic-value' });
  readonly #retained = h('span', { class: 'tag' });
  readonly #qos = h('span', { class: 'tag' });
  readonly #rate = h('span', { class: 'tag' });

  constructor(name: string, row: TopicRow) {
    this.row = row;
    const shown = name === '' ? NO_NAME : name;
    this.button = h(
      'button',
      { class: 'topic', 'data-topic': row.id, 'aria-pressed': 'false' },
      h('span', { class: 'topic-name', title: shown }, shown),
      this.#value,
      h('span', { class: 'topic-marks' }, this.#retained, this.#qos, this.#rate),
    );
    this.draw(row);
  }

  draw(row: TopicRow): void {
    this.row = row;
    const { payload, kept, qos, perMinute } = row;
    say(this.#value, payload === '' ? '(empty)' : payload);
    this.#retained.hidden = kept === undefined;
    // What is not retained leaves what was retained before.
    say(this.#retained, kept === payload ? '⚑ retained' : `⚑ retained: ${kept}`);
    say(this.#qos, `QoS ${qos}`);
    say(this.#rate, `${perMinute}/min`);
  }

  set isChosen(isChosen: boolean) {
    setAttribute(this.button, 'aria-pressed', String(isChosen));
  }
}
