import { MemoryStore } from '../../../../firmware/mqtt/session/memory-store';
import type { IncomingMessage } from '../../../../firmware/mqtt/session/incoming';
import { deepEqual, equal } from '../../../kit/assert';
import { bytes, text } from '../../../kit/bytes';
import {
  KNOWN,
  NEW,
  puback,
  pubcomp,
  publish,
  pubrec,
  pubrel,
  SessionFixture,
} from '../../../kit/session';
import { test } from '../../../kit/test';

/** A handler whose promises the test settles. */
class SlowHandler {
  readonly payloads: string[] = [];
  readonly #settle: ((error?: Error) => void)[] = [];

  readonly handle = ({ payload }: IncomingMessage): Promise<void> => {
    this.payloads.push(text(payload));
    return new Promise((resolve, reject) => {
      this.#settle.push((error) => {
        if (error) reject(error);
        else resolve();
      });
    });
  };

  finish(call: number, error?: Error): void {
    this.#settle[call]!(error);
  }
}

async function slow(): Promise<{ fixture: SessionFixture; handler: SlowHandler }> {
  const fixture = new SessionFixture();
  const handler = new SlowHandler();
  fixture.session.setHandler(handler.handle, { asynchronous: true });
  await fixture.open();
  return { fixture, handler };
}

test('without a handler of its own messages go to the client’s callback, and are acknowledged', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  await fixture.receive(publish(0x32, 't', 7, 'one'), publish(0x34, 't', 8, 'two'));
  deepEqual(
    fixture.messages.map(({ payload }) => text(payload)),
    ['one', 'two'],
  );
  deepEqual(fixture.socket.take(), bytes(puback(7), pubrec(8)));
  await fixture.receive(pubrel(8));
  deepEqual(fixture.socket.take(), pubcomp(8));
});

test('a handler is told QoS, RETAIN and DUP', async () => {
  const fixture = new SessionFixture();
  const seen: unknown[] = [];
  fixture.session.setHandler(({ topic, qos, retain, dup }) => {
    seen.push([topic, qos, retain, dup]);
  });
  await fixture.open();
  await fixture.receive(publish(0x33, 'a', 7, ''), publish(0x3c, 'b', 8, ''));
  deepEqual(seen, [
    ['a', 1, true, false],
    ['b', 2, false, true],
  ]);
});

test('a message is acknowledged after its handler has finished, and none before an earlier one', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x32, 't', 7, 'a'), publish(0x34, 't', 8, 'b'));
  deepEqual(handler.payloads, ['a', 'b']);
  handler.finish(1);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes());
  handler.finish(0);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes(puback(7), pubrec(8)));
});

test('a QoS 2 message that comes again is not handed on again until it is released [MQTT-4.3.3-2]', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x34, 't', 7, 'a'));
  await fixture.receive(publish(0x3c, 't', 7, 'a')); // while the handler is at it
  handler.finish(0);
  await fixture.pass();
  deepEqual(fixture.socket.take(), pubrec(7));
  await fixture.receive(publish(0x3c, 't', 7, 'a')); // behind its PUBREC
  deepEqual(fixture.socket.take(), pubrec(7));
  deepEqual(handler.payloads, ['a']);
  await fixture.receive(pubrel(7));
  deepEqual(fixture.socket.take(), pubcomp(7));
  await fixture.receive(publish(0x34, 't', 7, 'another'));
  deepEqual(handler.payloads, ['a', 'another']);
});

test('a QoS 1 message is never taken for one that came before [MQTT-4.3.2-2]', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x32, 't', 7, 'a'), publish(0x3a, 't', 7, 'a'));
  deepEqual(handler.payloads, ['a', 'a']);
});

test('a QoS 2 message survives a lost connection without being handed on twice', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x34, 't', 7, 'a'));
  await fixture.lose();
  handler.finish(0); // with nobody to tell
  await fixture.pass();
  await fixture.reconnect(KNOWN);
  await fixture.receive(publish(0x3c, 't', 7, 'a'));
  deepEqual(handler.payloads, ['a']);
  deepEqual(fixture.socket.take(), pubrec(7));
});

test('acknowledgements of a lost connection are not sent on the next', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  await fixture.lose();
  await fixture.reconnect(KNOWN);
  handler.finish(0);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes());
});

test('a server that has forgotten the session may use the identifier for another message', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x34, 't', 7, 'a'));
  handler.finish(0);
  await fixture.pass();
  await fixture.lose();
  await fixture.reconnect(NEW);
  await fixture.receive(publish(0x34, 't', 7, 'b'));
  deepEqual(handler.payloads, ['a', 'b']);
});

test('identifiers of QoS 2 messages are in the store, before their PUBREC goes out', async () => {
  const store = new MemoryStore();
  const first = new SessionFixture({ store });
  await first.open();
  await first.receive(publish(0x34, 't', 7, 'a'));
  const second = new SessionFixture({ store });
  await second.reconnect(KNOWN);
  await second.receive(publish(0x3c, 't', 7, 'a'));
  equal(second.messages.length, 0);
  deepEqual(second.socket.take(), pubrec(7));
});

test('a PUBREL that nobody knows is answered all the same', async () => {
  const fixture = new SessionFixture();
  await fixture.open();
  await fixture.receive(pubrel(99));
  deepEqual(fixture.socket.take(), pubcomp(99));
});

test('a handler that fails is called again after 1, 2 and 4 s, while later acknowledgements wait', async () => {
  const fixture = new SessionFixture();
  const calls: string[] = [];
  fixture.session.setHandler(({ payload }) => {
    calls.push(text(payload));
    if (calls.length < 4 && text(payload) === 'a') throw new Error('not now');
  });
  await fixture.open();
  await fixture.receive(publish(0x32, 't', 7, 'a'), publish(0x32, 't', 8, 'b'));
  deepEqual(calls, ['a', 'b']);
  await fixture.pass(1_000);
  deepEqual(calls, ['a', 'b', 'a']);
  deepEqual(fixture.socket.take(), bytes());
  await fixture.pass(2_000);
  deepEqual(calls, ['a', 'b', 'a', 'a']);
  deepEqual(fixture.socket.take(), bytes(puback(7), puback(8)));
  equal(fixture.session.handlerFailures, 0);
});

test('after four tries a message is acknowledged, counted and reported: nothing is blocked for ever', async () => {
  const { fixture, handler } = await slow();
  const reported: string[] = [];
  fixture.session.setFailureCallback((error, { payload }) => {
    reported.push(`${(error as Error).message}: ${text(payload)}`);
  });
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  for (const [call, waitMs] of [1_000, 2_000, 4_000, 0].entries()) {
    handler.finish(call, new Error('broken'));
    await fixture.pass(waitMs);
  }
  deepEqual(fixture.socket.take(), puback(7));
  equal(fixture.session.handlerFailures, 1);
  deepEqual(reported, ['broken: a']);
});

test('a message larger than the buffer is acknowledged in its turn', async () => {
  const { fixture, handler } = await slow();
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  const body = bytes([0, 1], 't', [0, 8], 'x'.repeat(400));
  await fixture.receive(0x32, (body.length & 0x7f) | 0x80, body.length >> 7, body);
  deepEqual(fixture.socket.take(), bytes());
  handler.finish(0);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes(puback(7), puback(8)));
  equal(fixture.client.droppedMessages(), 1);
});
