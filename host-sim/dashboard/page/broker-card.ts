/** The broker: its topics as a tree, each with its last value; and a box to publish something. */

import type { TopicRow } from '../protocol';
import type { App } from './app';
import { card, fill, h } from './dom';
import { bytesText, clockTime } from './format';
import { PublishBox } from './publish-box';
import { payloadDiff } from './payload-diff';
import { topicTree, type TopicNode } from './topic-tree';

export class BrokerCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #url = h('span', { class: 'quiet' });
  readonly #tree = h('div', { class: 'tree', id: 'topics' });
  readonly #details = h('div', { class: 'topic-details' });
  readonly #outside = h(
    'p',
    { class: 'quiet', hidden: true },
    'This broker is not the simulator’s: only what the board publishes is seen here.',
  );
  readonly #box: PublishBox;
  readonly #closed = new Set<string>();
  #chosen: string | undefined;

  constructor(app: App) {
    this.#app = app;
    this.#box = new PublishBox(app);
    this.element = card(
      ...(['broker', 'Broker', [this.#url]] as const),
      h(
        'div',
        { class: 'broker' },
        h('div', {}, this.#tree, this.#outside, this.#details),
        this.#box.element,
      ),
    );
    app.store.on(['topics'], () => {
      this.#draw();
    });
  }

  #draw(): void {
    const { about, tables } = this.#app.store;
    if (about) {
      this.#url.textContent = about.broker;
      this.#box.element.hidden = !about.isEmbedded;
      this.#outside.hidden = about.isEmbedded;
    }
    const focused = (document.activeElement as HTMLElement | null)?.dataset['topic'];
    const rows = [...tables.topics.values()];
    if (rows.length === 0)
      fill(this.#tree, h('p', { class: 'quiet' }, 'Nothing was published yet.'));
    else fill(this.#tree, this.#level(topicTree(rows)));
    if (focused !== undefined) {
      this.#tree.querySelector<HTMLElement>(`[data-topic="${CSS.escape(focused)}"]`)?.focus();
    }
    this.#drawDetails();
  }

  #level(nodes: readonly TopicNode[]): HTMLElement {
    return h('ul', {}, ...nodes.map((node) => this.#node(node)));
  }

  #node({ path, name, row, children }: TopicNode): HTMLElement {
    const leaf = row ? this.#leaf(name, row) : undefined;
    if (children.length === 0) return h('li', {}, leaf);
    const fold = h(
      'details',
      { open: !this.#closed.has(path) },
      h('summary', { 'data-topic': `${path}/` }, name === '' ? '(empty level)' : name),
      leaf,
      this.#level(children),
    );
    fold.addEventListener('toggle', () => {
      if (fold.open) this.#closed.delete(path);
      else this.#closed.add(path);
    });
    return h('li', {}, fold);
  }

  #leaf(name: string, row: TopicRow): HTMLElement {
    const { id, payload, kept, qos, perMinute } = row;
    const button = h(
      'button',
      { class: 'topic', 'data-topic': id, 'aria-pressed': String(id === this.#chosen) },
      h('span', { class: 'topic-name' }, name === '' ? '(empty level)' : name),
      h('span', { class: 'topic-value' }, payload === '' ? '(empty)' : payload),
      h(
        'span',
        { class: 'topic-marks' },
        kept !== undefined && h('span', { class: 'tag' }, keptText(row)),
        h('span', { class: 'tag' }, `QoS ${qos}`),
        h('span', { class: 'tag' }, `${perMinute}/min`),
      ),
    );
    button.addEventListener('click', () => {
      this.#chosen = this.#chosen === id ? undefined : id;
      this.#box.setTopic(id);
      this.#draw();
    });
    return button;
  }

  #drawDetails(): void {
    const row =
      this.#chosen === undefined ? undefined : this.#app.store.tables.topics.get(this.#chosen);
    if (!row) {
      fill(this.#details);
      return;
    }
    const { id, payload, previous, bytes, count, atMs, from, kept } = row;
    const clear = h('button', {}, 'Clear retained');
    clear.addEventListener('click', () => {
      this.#app.send({ do: 'publish', topic: id, payload: '', qos: 0, retain: true });
    });
    fill(
      this.#details,
      h(
        'p',
        { class: 'quiet' },
        `${id}: ${count} messages, the last at ${clockTime(atMs)} from ${from}, ${bytesText(bytes)}`,
      ),
      payloadDiff(payload, previous),
      kept !== undefined && this.#app.store.about?.isEmbedded === true && clear,
    );
  }
}

/** A message that is not retained leaves what the broker has retained before. */
function keptText({ kept, payload }: TopicRow): string {
  return kept === payload ? '⚑ retained' : `⚑ retained: ${kept}`;
}
