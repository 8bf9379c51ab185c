/** Messages on flash, and what a power cut leaves of them. */

import type { KeyValueDomain, KeyValueStore as Port } from '../../../../firmware/ports/key-value';
import { KeyValueStore } from '../../../../firmware/mqtt/session/key-value-store';
import type { StoredMessage } from '../../../../firmware/mqtt/session/store';
import { SimulatedFlash } from '../../../../host-sim/board/flash';
import { deepEqual, equal, fail, ok } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import { ModelServer, type Packet, packets } from '../../../kit/model-server';
import { KNOWN, NEW, publish, pubrec, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

/** Flash whose power is cut before the nth change: nothing is written from then on. */
class CutFlash implements Port {
  readonly flash: SimulatedFlash;
  /** Changes that were made. */
  changes = 0;
  readonly #cutAt: number;

  constructor(flash: SimulatedFlash, cutAt: number) {
    this.flash = flash;
    this.#cutAt = cutAt;
  }

  get isCut(): boolean {
    return this.changes >= this.#cutAt;
  }

  open(options: { readonly path: string }): KeyValueDomain {
    const domain = this.flash.open(options);
    const change = (act: () => void): void => {
      if (this.isCut) return;
      this.changes++;
      act();
    };
    return {
      read: (key) => domain.read(key),
      write: (key, value) => {
        change(() => {
          domain.write(key, value);
        });
      },
      delete: (key) => {
        change(() => {
          domain.delete(key);
        });
      },
      keys: () => domain.keys(),
      close: () => {
        domain.close();
      },
    };
  }
}

const MESSAGE = { topic: bytes('home/door'), payload: bytes('open'), qos: 2, retain: true };

/** Puts a message, which the store must take. */
function kept(store: KeyValueStore, payload: Uint8Array = MESSAGE.payload): StoredMessage {
  const message = store.put({ ...MESSAGE, payload });
  return typeof message === 'string' ? fail(message) : message;
}

function shown({ key, topic, payload, qos, retain, id, mark }: StoredMessage): unknown[] {
  return [key, text(topic), text(payload), qos, retain, id, mark];
}

test('messages and their marks are there again after a restart, in their order', () => {
  const flash = new SimulatedFlash();
  const store = new KeyValueStore(flash);
  const all = [0, 1, 2, 3].map(() => kept(store));
  store.markSent(all[0]!, 7, 1);
  store.markSent(all[1]!, 8, 1);
  store.markReceived(all[1]!, 1);
  store.remove(all[2]!);
  store.incoming.add(300);
  store.incoming.add(301);
  store.incoming.delete(300);

  const again = new KeyValueStore(flash);
  deepEqual(Array.from(again.iterate(), shown), [
    [0, 'home/door', 'open', 2, true, 7, 'sent'],
    [1, 'home/door', 'open', 2, true, 8, 'received'],
    [3, 'home/door', 'open', 2, true, 0, 'waiting'],
  ]);
  deepEqual([again.incoming.has(300), again.incoming.has(301)], [false, true]);
  equal(kept(again).key, 4);
});

test('nothing is left on flash of what is done', () => {
  const flash = new SimulatedFlash();
  const store = new KeyValueStore(flash);
  const message = kept(store);
  store.markSent(message, 7, 1);
  store.markReceived(message, 1);
  store.remove(message);
  store.incoming.add(5);
  store.incoming.clear();
  deepEqual(flash.open({ path: 'session' }).keys(), []);
});

test('a payload is written once, however far its message comes', () => {
  const flash = new CutFlash(new SimulatedFlash(), Infinity);
  const store = new KeyValueStore(flash);
  const message = kept(store, new Uint8Array(1_000));
  store.markSent(message, 7, 1);
  store.markReceived(message, 1);
  const domain = flash.flash.open({ path: 'session' });
  const sizes = domain.keys().map((name) => domain.read(name)!.length);
  deepEqual(
    sizes.sort((a, b) => a - b),
    [5, 1_012],
  );
  equal(flash.changes, 3);
});

test('a full flash refuses a message, and a mark that cannot be written is told', () => {
  const faults: unknown[] = [];
  const flash = new SimulatedFlash();
  let isFull = false;
  const port: Port = {
    open: (options) => {
      const domain = flash.open(options);
      return {
        ...domain,
        read: (key) => domain.read(key),
        keys: () => domain.keys(),
        delete: (key) => {
          domain.delete(key);
        },
        write: (key, value) => {
          if (isFull) throw new Error('flash is full');
          domain.write(key, value);
        },
        close: () => undefined,
      };
    },
  };
  const store = new KeyValueStore(port, { onFault: (error) => faults.push(error) });
  const message = kept(store);
  isFull = true;
  equal(store.put(MESSAGE), 'store failed');
  store.markSent(message, 9, 1);
  equal(message.id, 9); // in memory it holds
  equal(faults.length, 2);
});

/** A life of a board with a server that remembers; power goes at the nth change of flash. */
class Life {
  readonly accepted: string[] = [];
  readonly #flash: CutFlash;
  readonly #server: ModelServer;
  readonly #fixture: SessionFixture;
  /** What left the board while it had power reaches the server, whatever becomes of the board. */
  readonly #wire: Packet[] = [];

  constructor(flash: SimulatedFlash, server: ModelServer, cutAt: number) {
    this.#flash = new CutFlash(flash, cutAt);
    this.#server = server;
    const store = new KeyValueStore(this.#flash);
    this.#fixture = new SessionFixture({ store, maximumInFlight: 2 });
  }

  async run(): Promise<void> {
    await this.#fixture.reconnect(this.#server.known ? KNOWN : NEW);
    this.#server.known = true;
    this.#collect(this.#fixture.socket.take());
    this.#fixture.socket.onWrite = (written) => {
      this.#collect(written);
    };
    for (let i = 0; i < 4; i++) {
      await this.#deliver(`${this.#server.lives}-${i}`, 1 + (i % 2));
    }
    for (let i = 0; i < 40; i++) await this.#exchange();
    this.#server.lives++;
    this.#server.answers = [];
  }

  #hasPower(): boolean {
    return !this.#flash.isCut;
  }

  #collect(written: Uint8Array): void {
    if (this.#hasPower()) this.#wire.push(...packets(written));
  }

  async #deliver(payload: string, qos: number): Promise<void> {
    if (!this.#hasPower()) return;
    this.#fixture.session.deliver('t', payload, { qos });
    // Accepted is what was on flash before the power went.
    if (this.#hasPower()) this.accepted.push(payload);
    await this.#exchange();
  }

  async #exchange(): Promise<void> {
    for (const packet of this.#wire.splice(0)) this.#server.take(packet);
    const answers = this.#server.answers.splice(0);
    if (answers.length > 0 && this.#hasPower()) await this.#fixture.receive(...answers);
  }
}

test('power cut at any change of flash: at QoS 1 nothing accepted is lost, at QoS 2 nothing is lost or doubled', async () => {
  for (let cutAt = 1; cutAt <= 20; cutAt++) {
    const flash = new SimulatedFlash();
    const server = new ModelServer();
    const accepted: string[] = [];
    for (const cut of [cutAt, Infinity]) {
      const life = new Life(flash, server, cut);
      await life.run();
      accepted.push(...life.accepted);
    }
    for (const payload of accepted) {
      const count = server.taken.filter((taken) => taken === payload).length;
      const isQos2 = payload.endsWith('1') || payload.endsWith('3');
      ok(count >= 1, `cut at ${cutAt}: ${payload} was lost`);
      if (isQos2) equal(count, 1, `cut at ${cutAt}: how often ${payload} came`);
    }
    deepEqual(flash.open({ path: 'session' }).keys(), ['h'], `cut at ${cutAt}: all is done`);
  }
});

test('an incoming QoS 2 message is not handed on again after a power cut behind its PUBREC', async () => {
  const flash = new SimulatedFlash();
  const first = new SessionFixture({ store: new KeyValueStore(flash) });
  await first.open();
  await first.receive(publish(0x34, 't', 7, 'a'));
  deepEqual(first.socket.take(), pubrec(7));
  const second = new SessionFixture({ store: new KeyValueStore(flash) });
  await second.reconnect(KNOWN);
  await second.receive(publish(0x3c, 't', 7, 'a'));
  equal(second.messages.length, 0);
  deepEqual(second.socket.take(), pubrec(7));
});

test('a QoS 2 message whose handler ends while there is no connection is not handed on again after a restart', async () => {
  const flash = new SimulatedFlash();
  const first = new SessionFixture({ store: new KeyValueStore(flash) });
  let finish = (): void => fail('the handler was not called');
  first.session.setHandler(() => new Promise<void>((resolve) => (finish = resolve)), {
    asynchronous: true,
  });
  await first.open();
  await first.receive(publish(0x34, 't', 7, 'a'));
  await first.lose();
  finish();
  await first.pass();
  const second = new SessionFixture({ store: new KeyValueStore(flash) });
  await second.reconnect(KNOWN);
  await second.receive(publish(0x3c, 't', 7, 'a'));
  equal(second.messages.length, 0);
  deepEqual(second.socket.take(), pubrec(7));
});

test('a handler that ends when the server has forgotten the session marks nothing of the new one', async () => {
  const flash = new SimulatedFlash();
  const fixture = new SessionFixture({ store: new KeyValueStore(flash) });
  let finish = (): void => fail('the handler was not called');
  fixture.session.setHandler(() => new Promise<void>((resolve) => (finish = resolve)), {
    asynchronous: true,
  });
  await fixture.open();
  await fixture.receive(publish(0x34, 't', 7, 'a'));
  await fixture.lose();
  await fixture.reconnect(NEW);
  finish();
  await fixture.pass();
  deepEqual(flash.open({ path: 'session' }).keys(), ['h']); // that there is a session
});

test('waiting for room does not wear the flash', async () => {
  const flash = new CutFlash(new SimulatedFlash(), Infinity);
  const fixture = new SessionFixture({ store: new KeyValueStore(flash) });
  fixture.network.window = 60; // CONNECT, and a little
  await fixture.open();
  fixture.session.deliver('t', 'x'.repeat(230), { qos: 0 });
  for (let i = 0; i < 3; i++) fixture.session.deliver('t', 'y'.repeat(200), { qos: 1 });
  const before = flash.changes;
  for (let i = 0; i < 10; i++) {
    fixture.socket.open(1);
    await fixture.pass();
  }
  equal(flash.changes, before);
});

/** What is sent, after a restart, of five messages of which three were in flight; power goes at the nth change as the server has forgotten the session. */
async function orderAfterCut(cutAt: number): Promise<string[]> {
  const flash = new SimulatedFlash();
  const before = new SessionFixture({ store: new KeyValueStore(flash), maximumInFlight: 3 });
  await before.open();
  for (let i = 0; i < 5; i++) before.session.deliver('t', `${i}`, { qos: 1 });
  const cut = new CutFlash(flash, cutAt);
  const forgotten = new SessionFixture({ store: new KeyValueStore(cut), maximumInFlight: 3 });
  await forgotten.reconnect(NEW);
  const after = new SessionFixture({ store: new KeyValueStore(flash) });
  await after.reconnect(KNOWN);
  return packets(after.socket.take()).map(({ body }) => text(body.slice(5)));
}

test('a power cut as a session starts anew leaves the order as it was', async () => {
  for (let cutAt = 1; cutAt <= 8; cutAt++) {
    deepEqual(await orderAfterCut(cutAt), ['0', '1', '2', '3', '4'], `cut at ${cutAt}`);
  }
});
