/** From a PUBLISH on its way to its acknowledgement. */

import { generate } from 'mqtt-packet';
import { Latencies } from '../../../host-sim/fleet/latencies';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

function publish(messageId: number, qos: 0 | 1 | 2 = 1): Buffer {
  const flags = { qos, retain: false, dup: false };
  return generate({ cmd: 'publish', topic: 'a/b', payload: 'x'.repeat(200), messageId, ...flags });
}

class Wire {
  nowMs = 0;
  readonly latencies = new Latencies(() => this.nowMs);
  readonly tap = this.latencies.tap();

  puback(messageId: number): void {
    this.tap.received(generate({ cmd: 'puback', messageId }));
  }
}

test('percentiles are those of what was recorded, to three digits', () => {
  const latencies = new Latencies();
  equal(latencies.summary, undefined);
  for (let ms = 1; ms <= 100; ms++) latencies.record(ms);
  const { count, p50Ms, p99Ms, mostMs } = latencies.summary!;
  equal(count, 100);
  ok(Math.abs(p50Ms - 50) < 0.1, `p50 ${p50Ms}`);
  ok(Math.abs(p99Ms - 99) < 0.1, `p99 ${p99Ms}`);
  ok(Math.abs(mostMs - 100) < 0.1, `at most ${mostMs}`);
});

test('each acknowledgement is that of the message with its identifier', () => {
  const wire = new Wire();
  wire.tap.sent(publish(1));
  wire.nowMs = 10;
  wire.tap.sent(publish(2));
  wire.nowMs = 15;
  wire.puback(2);
  wire.nowMs = 40;
  wire.puback(1);
  wire.puback(1); // once more: it answers nothing
  const { count, mostMs } = wire.latencies.summary!;
  deepEqual([count, Math.round(mostMs)], [2, 40]);
});

test('packets that are written and come in pieces count once they are whole', () => {
  const wire = new Wire();
  const packet = publish(7);
  for (const byte of packet) wire.tap.sent(Uint8Array.of(byte));
  wire.nowMs = 5;
  for (const byte of generate({ cmd: 'puback', messageId: 7 })) {
    wire.tap.received(Buffer.from([byte]));
  }
  equal(wire.latencies.summary?.count, 1);
});

test('at QoS 2 it is the last answer that counts, at QoS 0 there is none', () => {
  const wire = new Wire();
  wire.tap.sent(publish(0, 0));
  wire.tap.sent(publish(3, 2));
  wire.nowMs = 5;
  wire.tap.received(generate({ cmd: 'pubrec', messageId: 3 }));
  equal(wire.latencies.summary, undefined);
  wire.nowMs = 9;
  wire.tap.received(generate({ cmd: 'pubcomp', messageId: 3 }));
  equal(Math.round(wire.latencies.summary!.mostMs), 9);
});

test('what was on its way when the connection ended is not waited for', () => {
  const wire = new Wire();
  wire.tap.sent(publish(1));
  wire.tap.closed();
  wire.puback(1);
  equal(wire.latencies.summary, undefined);
});
