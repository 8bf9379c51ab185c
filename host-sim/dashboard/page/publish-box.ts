/** A box to publish something to the embedded broker. */

import type { App } from './app';
import { acting, h, labelled } from './dom';

export class PublishBox {
  readonly element: HTMLElement;
  readonly #topic = h('input', { type: 'text', id: 'publish-topic', required: true });
  readonly #payload = h('textarea', { id: 'publish-payload', rows: 2 });

  constructor(app: App) {
    const qos = h('select', {}, ...['0', '1', '2'].map((value) => h('option', { value }, value)));
    const retain = h('input', { type: 'checkbox', id: 'publish-retain' });
    const form = h(
      'form',
      { class: 'publish' },
      labelled('Topic', this.#topic),
      labelled('Message', this.#payload),
      h(
        'div',
        { class: 'row' },
        labelled('QoS', qos),
        h('label', { class: 'check' }, retain, 'Retain'),
        h('button', { type: 'submit' }, 'Publish'),
      ),
    );
    this.element = acting('publishing', 'Publish', form);
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      app.send({
        do: 'publish',
        topic: this.#topic.value,
        payload: this.#payload.value,
        qos: Number(qos.value) as 0 | 1 | 2,
        retain: retain.checked,
      });
    });
    app.store.on(['vitals'], () => {
      const { about, vitals } = app.store;
      if (this.#topic.value !== '' || !about || !vitals || vitals.station === '') return;
      this.#topic.value = `pubsub-xs/${vitals.station}/set`;
      this.#payload.value = '{"intervalMs": 5000}';
    });
  }

  setTopic(topic: string): void {
    this.#topic.value = topic;
  }
}
