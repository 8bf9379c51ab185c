/** What waits for the socket: order, windows, room and the reserve for answers. */

import fc from 'fast-check';
import { OutBuffer } from '../../../firmware/mqtt/out-buffer';
import type { Socket } from '../../../firmware/ports/socket';
import { deepEqual, equal, ok } from '../../kit/assert';
import { test } from '../../kit/test';

/** Bytes that a buffer has beyond its limit, for answers. */
const RESERVE = 16;

/** A socket with a window that the test opens. */
class Sink implements Socket {
  readonly received: number[] = [];
  readonly writes: number[] = [];
  window: number;

  constructor(window = 0) {
    this.window = window;
  }

  read(): number {
    return 0;
  }

  write(bytes: Uint8Array): number {
    ok(bytes.length > 0, 'an empty write');
    ok(bytes.length <= this.window, 'a write beyond the window');
    for (const byte of bytes) this.received.push(byte);
    this.writes.push(bytes.length);
    this.window -= bytes.length;
    return this.window;
  }

  close(): void {
    // nothing to close
  }

  /** Drains `out` as far as the window goes, and checks what is said to be left of it. */
  drain(out: OutBuffer): void {
    equal(out.drain(this, this.window), this.window, 'the window that is left');
  }
}

/** Appends `count` bytes, counted up from `from`, as an encoder does. */
function append(out: OutBuffer, count: number, from = 0): void {
  out.prepare();
  for (let i = 0; i < count; i++) out.bytes[out.at + i] = (from + i) & 0xff;
  out.commit(out.at + count);
}

function counted(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, i) => (from + i) & 0xff);
}

test('a new buffer is empty and has room up to its limit', () => {
  const out = new OutBuffer(32);
  equal(out.pending, 0);
  equal(out.room, 32);
  equal(out.at, 0);
  equal(out.limit, 32);
});

test('what was appended leaves in order, through a window that is wide enough in one write', () => {
  const out = new OutBuffer(32);
  append(out, 10);
  append(out, 5, 10);
  equal(out.pending, 15);
  equal(out.room, 17);
  const sink = new Sink(100);
  sink.drain(out);
  deepEqual(sink.received, counted(15));
  deepEqual(sink.writes, [15]);
  equal(out.pending, 0);
  equal(out.room, 32);
});

test('an empty buffer writes nothing', () => {
  const sink = new Sink(100);
  sink.drain(new OutBuffer(32));
  deepEqual(sink.writes, []);
});

test('a closed window takes nothing', () => {
  const out = new OutBuffer(32);
  append(out, 10);
  const sink = new Sink(0);
  sink.drain(out);
  deepEqual(sink.writes, []);
  equal(out.pending, 10);
});

test('a narrow window takes its width, and what is left follows when it opens', () => {
  const out = new OutBuffer(32);
  append(out, 10);
  const sink = new Sink(4);
  sink.drain(out);
  deepEqual(sink.received, counted(4));
  equal(out.pending, 6);
  equal(out.room, 26);
  sink.window = 6;
  sink.drain(out);
  deepEqual(sink.received, counted(10));
  deepEqual(sink.writes, [4, 6]);
});

test('a window that opens while it is written to is used at once', () => {
  const out = new OutBuffer(32);
  append(out, 10);
  const sink = new Sink(4);
  const write = sink.write.bind(sink);
  sink.write = (bytes): number => {
    write(bytes);
    return (sink.window = sink.received.length < 10 ? 3 : 1);
  };
  equal(out.drain(sink, 4), 1);
  deepEqual(sink.received, counted(10));
  deepEqual(sink.writes, [4, 3, 3]);
});

test('room becomes contiguous when what waits moves to the front', () => {
  const out = new OutBuffer(16);
  append(out, 16);
  const sink = new Sink(10);
  sink.drain(out);
  equal(out.room, 10);
  append(out, 10, 16);
  equal(out.pending, 16);
  equal(out.room, 0);
  equal(out.at, 16);
  sink.window = 100;
  sink.drain(out);
  deepEqual(sink.received, counted(26));
});

test('a buffer that has emptied begins at the front again without moving anything', () => {
  const out = new OutBuffer(16);
  append(out, 16);
  new Sink(16).drain(out);
  equal(out.at, 0);
});

test('answers have a reserve of 16 bytes beyond the limit', () => {
  const out = new OutBuffer(32);
  equal(out.answerLimit, 32 + RESERVE);
  equal(out.bytes.length, 32 + RESERVE);
  append(out, 32);
  equal(out.room, 0);
  equal(out.takesAnswer(RESERVE), true);
  equal(out.takesAnswer(RESERVE + 1), false);
  append(out, 13, 32);
  equal(out.room, 0, 'room is never negative');
  equal(out.takesAnswer(3), true);
  equal(out.takesAnswer(4), false);
  const sink = new Sink(1);
  sink.drain(out);
  equal(out.takesAnswer(4), true);
  equal(out.room, 0);
});

test('clearing forgets what waits', () => {
  const out = new OutBuffer(16);
  append(out, 16);
  new Sink(5).drain(out);
  out.clear();
  equal(out.pending, 0);
  equal(out.at, 0);
  equal(out.room, 16);
});

test('a resized buffer keeps what waits, and its reserve', () => {
  for (const limit of [6, 7, 16, 100]) {
    const out = new OutBuffer(16);
    append(out, 10);
    const sink = new Sink(4);
    sink.drain(out);
    equal(out.resize(limit), true);
    equal(out.limit, limit);
    equal(out.pending, 6);
    equal(out.room, limit - 6);
    equal(out.answerLimit, limit + RESERVE);
    equal(out.bytes.length, limit + RESERVE);
    append(out, limit - 6, 10);
    sink.window = 200;
    sink.drain(out);
    deepEqual(sink.received, counted(4 + limit));
  }
});

test('a buffer is not made smaller than what waits, and stays as it was', () => {
  const out = new OutBuffer(16);
  append(out, 10);
  equal(out.resize(9), false);
  equal(out.limit, 16);
  equal(out.bytes.length, 16 + RESERVE);
  append(out, 6, 10);
  const sink = new Sink(100);
  sink.drain(out);
  deepEqual(sink.received, counted(16));
});

test('whatever is appended and however the window opens, the socket gets the same bytes', () => {
  const step = fc.oneof(
    fc.record({ append: fc.integer({ min: 1, max: 20 }) }),
    fc.record({ open: fc.integer({ min: 1, max: 30 }) }),
    fc.record({ resize: fc.integer({ min: 1, max: 40 }) }),
  );
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 40 }), fc.array(step), (limit, steps) => {
      const out = new OutBuffer(limit);
      const sink = new Sink();
      let sent = 0;
      for (const action of steps) {
        if ('append' in action) {
          if (action.append > out.room) continue;
          append(out, action.append, sent);
          sent += action.append;
          ok(out.at <= out.limit);
        } else if ('open' in action) {
          sink.window += action.open;
          sink.drain(out);
          ok(out.pending === 0 || sink.window === 0, 'a window is left, and bytes wait');
        } else {
          equal(out.resize(action.resize), out.pending <= action.resize);
        }
        equal(out.pending, sent - sink.received.length);
        equal(out.room, Math.max(0, out.limit - out.pending));
      }
      sink.window = 100;
      sink.drain(out);
      deepEqual(sink.received, counted(sent));
    }),
    { numRuns: 300 },
  );
});
