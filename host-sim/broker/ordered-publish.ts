/**
 * Makes aedes (1.2) hand messages on in the order in which they came.
 *
 * It numbers a message when it takes it in, stores retained ones and looks up
 * sessions for QoS 1 and 2 before it hands them on, and meanwhile others overtake.
 * A subscriber's side then drops what comes with a number below the last: a
 * retained `online` is lost behind a reading of the same moment, and a message at
 * QoS 1 behind one at QoS 0. Here a message is taken in when the one before has been
 * handed on.
 */

import type { Aedes } from 'aedes';

type Done = (error?: Error) => void;

/** The parts of aedes that are used here, which it has but does not declare in full. */
interface Broker {
  publish(packet: unknown, client: unknown, done?: Done): void;
  readonly mq: { emit(packet: unknown, done?: Done): unknown };
}

interface Message {
  readonly packet: unknown;
  readonly client: unknown;
  readonly done: Done | undefined;
}

export class OrderedPublish {
  readonly #publish: Broker['publish'];
  readonly #waiting: Message[] = [];
  /** Taken in and not handed on yet. */
  #current: Message | undefined;
  #underWay = 0;
  #draining = false;

  constructor(aedes: Aedes) {
    const broker = aedes as unknown as Broker;
    this.#publish = broker.publish.bind(broker);
    broker.publish = (packet, client, done) => {
      const message =
        typeof client === 'function'
          ? { packet, client: null, done: client as Done }
          : { packet, client, done };
      this.#underWay++;
      this.#waiting.push(message);
      this.#next();
    };
    const { mq } = broker;
    const emit = mq.emit.bind(mq);
    mq.emit = (packet, done) => {
      this.#current = undefined;
      const result = emit(packet, done);
      this.#next();
      return result;
    };
  }

  /** Messages that are not with all of their subscribers yet. */
  get underWay(): number {
    return this.#underWay;
  }

  /** A loop: each message that is handed on in the same turn asks for the next one. */
  #next(): void {
    if (this.#draining) return;
    this.#draining = true;
    try {
      while (!this.#current) {
        this.#current = this.#waiting.shift();
        if (!this.#current) return;
        this.#take(this.#current);
      }
    } finally {
      this.#draining = false;
    }
  }

  #take(message: Message): void {
    this.#publish(message.packet, message.client, (error) => {
      this.#underWay--;
      message.done?.(error);
      if (this.#current !== message) return;
      this.#current = undefined; // it failed before it was handed on
      this.#next();
    });
  }
}
