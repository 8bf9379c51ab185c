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

test('a handler that never finishes blocks later acknowledgements for a minute, not for ever', async () => {
  const { fixture } = await slow();
  const told: unknown[] = [];
  fixture.session.setFailureCallback((error) => told.push(String(error)));
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  for (let i = 0; i < 6; i++) {
    await fixture.receive(bytes(0xd0, 0)); // PINGRESP: the connection lives
    await fixture.pass(9_999);
  }
  fixture.socket.take();
  await fixture.receive(bytes(0xd0, 0));
  await fixture.pass(6);
  deepEqual(fixture.socket.take(), puback(7));
  equal(fixture.session.handlerFailures, 1);
  deepEqual(told, ['Error: the handler has not finished within 60000 ms']);
});

test('what a handler says after its time is over changes nothing', async () => {
  const fixture = new SessionFixture();
  const handler = new SlowHandler();
  fixture.session.setHandler(handler.handle, { asynchronous: true, timeoutMs: 500 });
  await fixture.open();
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  await fixture.pass(500);
  deepEqual(fixture.socket.take(), puback(7));
  handler.finish(0, new Error('too late'));
  await fixture.pass(8_000);
  deepEqual(fixture.socket.take(), bytes());
  deepEqual(handler.payloads, ['a']);
  equal(fixture.session.handlerFailures, 1);
});

for (const qos of [1, 2]) {
  test(`by option the client reconnects for a QoS ${qos} message that the handler has failed on, and gets it again`, async () => {
    const fixture = new SessionFixture();
    const calls: string[] = [];
    let isBroken = true;
    fixture.session.setHandler(
      ({ payload }) => {
        calls.push(text(payload));
        if (isBroken) throw new Error('no');
      },
      { afterFailure: 'reconnect' },
    );
    await fixture.open();
    await fixture.receive(publish(0x30 | (qos << 1), 't', 7, 'a'));
    await fixture.pass(7_000);
    equal(fixture.client.failure(), 'handler failed');
    deepEqual(fixture.socket.take(), bytes());
    isBroken = false;
    await fixture.reconnect(KNOWN);
    await fixture.receive(publish(0x38 | (qos << 1), 't', 7, 'a'));
    deepEqual(calls, ['a', 'a', 'a', 'a', 'a']);
    deepEqual(fixture.socket.take(), qos === 1 ? puback(7) : pubrec(7));
  });
}

test('a handler that returns a promise without having said so is called again with the same payload', async () => {
  const fixture = new SessionFixture();
  const calls: string[] = [];
  fixture.session.setHandler(({ payload }) => {
    calls.push(text(payload));
    return calls.length === 1 ? Promise.reject(new Error('not now')) : undefined;
  });
  await fixture.open();
  await fixture.receive(publish(0x32, 't', 7, 'payload'));
  await fixture.pass(1_000);
  deepEqual(calls, ['payload', 'payload']);
});

test('callbacks that throw are reported like any other, and break nothing', async () => {
  const fixture = new SessionFixture();
  const errors: string[] = [];
  fixture.client.setClient({
    ...fixture.network.client,
    onFault: (error) => errors.push(String(error)),
  });
  fixture.session.setHandler(() => Promise.reject(new Error('no')), { asynchronous: true });
  fixture.session.setFailureCallback(() => {
    throw new Error('failure callback');
  });
  fixture.session.onRefused = () => {
    throw new Error('refused callback');
  };
  void fixture.session.subscribe('a', 1);
  await fixture.open();
  await fixture.receive(bytes(0x90, 3, [0, 2], 0x80)); // SUBACK
  await fixture.receive(publish(0x32, 't', 7, 'a'));
  await fixture.pass(7_000);
  deepEqual(fixture.socket.take(), puback(7));
  deepEqual(errors, ['Error: refused callback', 'Error: failure callback']);
});

test('with as many messages as it may have at a time with the handler nothing more is read, until one has finished', async () => {
  const fixture = new SessionFixture();
  const handler = new SlowHandler();
  fixture.session.setHandler(handler.handle, { asynchronous: true, maximumAtATime: 2 });
  await fixture.open();
  const all = ['a', 'b', 'c', 'd'].map((payload, i) => publish(0x32, 't', 7 + i, payload));
  await fixture.receive(bytes(...all));
  deepEqual(handler.payloads, ['a', 'b']);
  handler.finish(1);
  await fixture.pass();
  deepEqual(handler.payloads, ['a', 'b', 'c']);
  handler.finish(0);
  handler.finish(2);
  await fixture.pass();
  deepEqual(handler.payloads, ['a', 'b', 'c', 'd']);
  handler.finish(3);
  await fixture.pass();
  deepEqual(fixture.socket.take(), bytes(puback(7), puback(8), puback(9), puback(10)));
});

test('a handler that never finishes holds back what comes for its time only', async () => {
  const fixture = new SessionFixture();
  const handler = new SlowHandler();
  const options = { asynchronous: true, maximumAtATime: 1, timeoutMs: 2_000 };
  fixture.session.setHandler(handler.handle, options);
  await fixture.open();
  await fixture.receive(bytes(publish(0x32, 't', 7, 'a'), publish(0x32, 't', 8, 'b')));
  deepEqual(handler.payloads, ['a']);
  await fixture.pass(2_000);
  deepEqual(handler.payloads, ['a', 'b']);
  equal(fixture.session.handlerFailures, 1);
});
