import { ModdableTcp } from '../../../../firmware/moddable/common/tcp';
import type { SocketOptions } from '../../../../firmware/ports/socket';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { lastSocket } from '../../../kit/sdk/tcp';
import { pass } from '../../../kit/sdk/timer';
import { test } from '../../../kit/test';

/** The adapter, what it has called, and the SDK's socket below it. */
function opened(more: Partial<SocketOptions> = {}) {
  const told: string[] = [];
  const socket = new ModdableTcp({
    address: '10.0.0.9',
    port: 1883,
    onReadable: (count) => told.push(`readable ${count}`),
    onWritable: (count) => told.push(`writable ${count}`),
    onError: (...details: unknown[]) => told.push(`error ${details.length}`),
    ...more,
  });
  return { told, socket, sdk: lastSocket() };
}

function read(socket: ModdableTcp, length: number): Uint8Array {
  const into = new Uint8Array(length);
  return into.slice(0, socket.read(into));
}

test('the SDK gets address, port and its own word for noDelay', () => {
  const { sdk } = opened({ noDelay: true });
  deepEqual([sdk.options.address, sdk.options.port, sdk.options.nodelay], ['10.0.0.9', 1883, true]);
  equal('nodelay' in opened().sdk.options, false);
});

test('input is read in pieces of any size, though the SDK fills a buffer or throws', () => {
  const { told, socket, sdk } = opened();
  sdk.arrive(1, 2, 3);
  sdk.arrive(4, 5);
  deepEqual(read(socket, 2), bytes(1, 2));
  deepEqual(read(socket, 100), bytes(3, 4, 5));
  deepEqual(read(socket, 100), bytes());
  deepEqual(told, ['readable 3', 'readable 5']);
});

test('input that is not announced yet is not read', () => {
  const { socket, sdk } = opened();
  sdk.arrive(1);
  sdk.buffer(2);
  deepEqual(read(socket, 100), bytes(1));
  sdk.arrive(3);
  deepEqual(read(socket, 100), bytes(2, 3));
});

test('an end that the SDK tells while input is unread is told when that has been read', () => {
  const { told, socket, sdk } = opened();
  sdk.arrive(1, 2, 3);
  sdk.fail();
  pass(10);
  deepEqual(told, ['readable 3']);
  deepEqual(read(socket, 2), bytes(1, 2));
  pass(10);
  deepEqual(told, ['readable 3']);
  deepEqual(read(socket, 2), bytes(3));
  deepEqual(told, ['readable 3'], 'not from inside read');
  pass(10);
  deepEqual(told, ['readable 3', 'error 0']);
});

test('input announced between the last read and the end is read first', () => {
  const { told, socket, sdk } = opened();
  sdk.arrive(1);
  sdk.fail();
  read(socket, 10);
  sdk.arrive(2);
  pass(10);
  deepEqual(told, ['readable 1', 'readable 1']);
  deepEqual(read(socket, 10), bytes(2));
  pass(10);
  deepEqual(told, ['readable 1', 'readable 1', 'error 0']);
});

test('an end is told once, however often the SDK tells it', () => {
  const { told, sdk } = opened();
  sdk.window(100);
  sdk.fail();
  sdk.fail();
  pass(10);
  deepEqual(told, ['writable 100', 'error 0']);
});

test('an end in the delivery that announced the last input, and again behind it, is told once', () => {
  // Reading the last byte makes the ESP32's SDK post the end again, while it is about to tell it.
  const told: string[] = [];
  const { socket, sdk } = opened({
    onReadable: () => read(socket, 100),
    onError: () => told.push('error'),
  });
  sdk.end();
  sdk.arrive(1, 2);
  sdk.fail();
  sdk.fail();
  pass(10);
  deepEqual(told, ['error']);
});

test('after the end nothing else is called', () => {
  const { told, sdk } = opened();
  sdk.fail();
  sdk.window(100);
  sdk.arrive(1);
  deepEqual(told, ['error 0']);
});

test('a refused connection is never writable', () => {
  const { told, socket, sdk } = opened();
  sdk.fail();
  deepEqual(told, ['error 0']);
  equal(socket.write(bytes(1)), 0);
});

test('writing gives the window that is left, and what is beyond it never reaches the SDK', () => {
  const { socket, sdk } = opened();
  throws(() => socket.write(bytes(1)), '0');
  sdk.window(5);
  equal(socket.write(bytes(1, 2, 3)), 2);
  sdk.room = 100; // acknowledged, but not announced: it may be taken back
  throws(() => socket.write(bytes(4, 5, 6)), '2');
  equal(socket.write(bytes(4, 5)), 98);
  deepEqual(sdk.written, [1, 2, 3, 4, 5]);
});

test('a window that is announced smaller than before counts', () => {
  const { socket, sdk } = opened();
  sdk.window(100);
  sdk.window(2);
  throws(() => socket.write(bytes(1, 2, 3)));
  equal(socket.write(bytes(1, 2)), 0);
  deepEqual(sdk.written, [1, 2]);
});

test('a window that has shrunk without a word ends the connection, and nothing is sent in part', () => {
  const { told, socket, sdk } = opened();
  sdk.window(100);
  sdk.room = 2;
  equal(socket.write(bytes(1, 2, 3)), 0);
  deepEqual(sdk.written, []);
  deepEqual(told, ['writable 100'], 'not from inside write');
  pass(10);
  deepEqual(told, ['writable 100', 'error 0']);
});

test('writing into a connection that has failed takes the bytes, and the SDK tells the end behind its input', () => {
  const { told, socket, sdk } = opened();
  sdk.window(100);
  equal(socket.write(bytes(1, 2)), 98);
  sdk.gone = true;
  equal(socket.write(bytes(3, 4)), 0);
  equal(socket.write(bytes(5)), 0);
  pass(10);
  deepEqual(told, ['writable 100']);
  sdk.arrive(9);
  deepEqual(read(socket, 10), bytes(9));
  pass(10);
  deepEqual(told, ['writable 100', 'readable 1']);
  sdk.fail();
  deepEqual(told, ['writable 100', 'readable 1', 'error 0']);
  deepEqual(sdk.written, [1, 2]);
});

test('a connection that has failed is not writable again', () => {
  const { told, socket, sdk } = opened();
  sdk.window(100);
  sdk.gone = true;
  socket.write(bytes(1));
  sdk.window(100);
  equal(socket.write(bytes(1)), 0);
  deepEqual(told, ['writable 100']);
});

test('writing while the SDK holds the end back, because of unread input, takes the bytes', () => {
  const { told, socket, sdk } = opened();
  sdk.window(100);
  sdk.arrive(1, 2);
  sdk.end();
  equal(socket.write(bytes(7)), 0);
  deepEqual(read(socket, 10), bytes(1, 2));
  sdk.fail();
  pass(10);
  deepEqual(told, ['writable 100', 'readable 2', 'error 0']);
});

test('nothing is called after close, and the SDK’s socket is closed once', () => {
  const { told, socket, sdk } = opened();
  sdk.arrive(1);
  sdk.fail();
  read(socket, 10); // the end is due
  socket.close();
  socket.close();
  sdk.window(10);
  sdk.arrive(2);
  sdk.fail();
  pass(10);
  deepEqual(told, ['readable 1']);
  equal(sdk.closings, 1);
});

test('closing inside a callback keeps the next of the same delivery away', () => {
  let calls = 0;
  const { socket, sdk } = opened({
    onReadable: () => socket.close(),
    onWritable: () => calls++,
    onError: () => calls++,
  });
  sdk.arrive(1);
  sdk.window(10);
  sdk.fail();
  pass(10);
  equal(calls, 0);
});

test('after close reading and writing throw', () => {
  const { socket, sdk } = opened();
  sdk.window(10);
  socket.close();
  throws(() => socket.read(new Uint8Array(1)), 'closed');
  throws(() => socket.write(bytes(1)), 'closed');
});
