/** The topics as a tree, which scrolls by itself. What somebody presses or stands on stays where it is. */

import type { Id, TopicRow } from '../protocol';
import { h } from './dom';
import { TopicLeaf, TopicLevel } from './topic-level';
import { levelsOf } from './topic-levels';

/** Topics that one frame draws. */
const AT_A_TIME = 20;

export class TopicTree {
  readonly element: HTMLElement;
  readonly #onPress: (topic: string) => void;
  readonly #root = new TopicLevel();
  readonly #leaves = new Map<Id, TopicLeaf>();
  readonly #nothing = h('p', { class: 'quiet' }, 'Nothing was published yet.');
  #chosen: string | undefined;

  constructor(onPress: (topic: string) => void) {
    this.#onPress = onPress;
    const attributes = { class: 'tree', id: 'topics', tabindex: 0, role: 'group' };
    this.element = h(
      'div',
      { ...attributes, 'aria-label': 'Topics' },
      this.#nothing,
      this.#root.list,
    );
  }

  /** As much as a frame has time for; returns whether something is left. */
  draw(rows: ReadonlyMap<Id, TopicRow>): boolean {
    for (const id of this.#leaves.keys()) if (!rows.has(id)) this.#drop(String(id));
    this.#nothing.hidden = rows.size > 0;
    let left = AT_A_TIME;
    for (const row of rows.values()) {
      const leaf = this.#leaves.get(row.id);
      if (leaf?.row === row) continue;
      if (left-- === 0) return true;
      if (leaf) leaf.draw(row);
      else this.#add(row);
    }
    return false;
  }

  choose(topic: string | undefined): void {
    for (const id of [this.#chosen, topic]) {
      const leaf = id === undefined ? undefined : this.#leaves.get(id);
      if (leaf) leaf.isChosen = id === topic;
    }
    this.#chosen = topic;
  }

  #add(row: TopicRow): void {
    let level = this.#root;
    for (const name of levelsOf(row.id)) {
      let next = level.child(name);
      if (!next) {
        next = new TopicLevel(name);
        level.add(next);
      }
      level = next;
    }
    const leaf = new TopicLeaf(level.name!, row);
    leaf.isChosen = row.id === this.#chosen;
    leaf.button.addEventListener('click', () => {
      this.#onPress(row.id);
    });
    level.setLeaf(leaf);
    this.#leaves.set(row.id, leaf);
  }

  /** With the levels that hold nothing else. Whoever stands on it stays in the tree. */
  #drop(topic: string): void {
    if (this.#leaves.get(topic)?.button === document.activeElement) this.element.focus();
    this.#leaves.delete(topic);
    const path = [this.#root];
    for (const name of levelsOf(topic)) path.push(path.at(-1)!.child(name)!);
    path.at(-1)!.setLeaf(undefined);
    for (let depth = path.length - 1; depth > 0 && path[depth]!.isEmpty; depth--) {
      path[depth - 1]!.remove(path[depth]!);
    }
  }
}
