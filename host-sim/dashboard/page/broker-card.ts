/** The broker: its topics as a tree, each with its last value; and a box to publish something. */

import type { App } from './app';
import { card, h, hideFrom, say } from './dom';
import { MarkedText } from './marked-text';
import { PublishBox } from './publish-box';
import { TopicDetails } from './topic-details';
import { TopicTree } from './topic-tree';

export class BrokerCard {
  readonly element: HTMLElement;
  readonly #app: App;
  readonly #url = h('span', { class: 'quiet' });
  readonly #outside = h(
    'p',
    { class: 'quiet', hidden: true },
    'This broker is not the simulator’s: only what the board publishes is seen here.',
  );
  readonly #leftOut = h('p', { class: 'quiet', hidden: true });
  readonly #tree: TopicTree;
  readonly #details: TopicDetails;
  readonly #marked: MarkedText;
  readonly #box: PublishBox;
  #chosen: string | undefined;

  constructor(app: App) {
    this.#app = app;
    this.#box = new PublishBox(app);
    this.#tree = new TopicTree((topic) => {
      this.#press(topic);
    });
    this.#marked = new MarkedText(this.#tree.element, () => {
      this.#draw();
    });
    this.#details = new TopicDetails((topic) => {
      app.send({ do: 'publish', topic, payload: '', qos: 0, retain: true });
    });
    this.element = card(
      ...(['broker', 'Broker', [this.#url]] as const),
      h(
        'div',
        { class: 'broker' },
        h('div', {}, this.#tree.element, this.#leftOut, this.#outside, this.#details.element),
        this.#box.element,
      ),
    );
    app.store.on(['topics'], () => {
      this.#draw();
    });
  }

  /** Pressed again, its details go. */
  #press(topic: string): void {
    this.#chosen = this.#chosen === topic ? undefined : topic;
    this.#box.setTopic(topic);
    this.#tree.choose(this.#chosen);
    this.#drawDetails();
  }

  #draw(): void {
    const { about, tables, vitals } = this.#app.store;
    if (about) {
      say(this.#url, about.broker);
      this.#box.element.hidden = !about.isEmbedded;
      this.#outside.hidden = about.isEmbedded;
    }
    if (!this.#marked.holds() && this.#tree.draw(tables.topics)) this.#app.store.again('topics');
    const leftOut = vitals?.topicsLeftOut ?? 0;
    this.#leftOut.hidden = leftOut === 0;
    say(
      this.#leftOut,
      `${tables.topics.size} topics are shown; ${leftOut} messages went to further ones.`,
    );
    this.#drawDetails();
  }

  #drawDetails(): void {
    const { about, tables } = this.#app.store;
    const row = this.#chosen === undefined ? undefined : tables.topics.get(this.#chosen);
    hideFrom(this.#details.element, !row, this.#tree.element);
    this.#details.show(row, about?.isEmbedded === true);
  }
}
