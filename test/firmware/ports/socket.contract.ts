/** The contract of the socket port. */

import type { Socket, SocketOptions } from '../../../firmware/ports/socket';
import { deepEqual, equal, ok, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';
import { contract, join } from './contract';
import type { Harness, MakeHarness, Peer, PeerServer } from './harness';

/** A socket that records its callbacks. */
class Recorder {
  readonly events: string[] = [];
  window = 0;
  unread = 0;
  socket!: Socket;
  /** Called inside onReadable. */
  onReadable: (() => void) | undefined;

  options(server: { address: string; port: number }): SocketOptions {
    return {
      address: server.address,
      port: server.port,
      onReadable: (count) => {
        this.events.push('readable');
        this.unread = count;
        this.onReadable?.();
      },
      onWritable: (count) => {
        this.events.push('writable');
        this.window = count;
      },
      onError: (...details: unknown[]) => {
        this.events.push(`error ${details.length}`);
      },
    };
  }

  read(length: number): Uint8Array {
    const into = new Uint8Array(length);
    const count = this.socket.read(into);
    this.unread -= count;
    return into.slice(0, count);
  }
}

async function connected(
  harness: Harness,
): Promise<{ recorder: Recorder; peer: Peer; server: PeerServer }> {
  await join(harness);
  const server = await harness.listen();
  const recorder = new Recorder();
  recorder.socket = new harness.ports.TCP(recorder.options(server));
  await harness.until('the socket is open', () => recorder.window > 0);
  await harness.until('the server has accepted', () => server.peer() !== undefined);
  return { recorder, peer: server.peer()!, server };
}

export function socketContract(host: string, make: MakeHarness): void {
  const test = contract(make);

  test(`${host}: a socket calls nobody from inside its constructor, then says it is writable`, async (harness) => {
    await join(harness);
    const server = await harness.listen();
    const recorder = new Recorder();
    recorder.socket = new harness.ports.TCP(recorder.options(server));
    deepEqual(recorder.events, []);
    await harness.until('the socket is open', () => recorder.events.length > 0);
    equal(recorder.events[0], 'writable');
    ok(recorder.window > 0);
  });

  test(`${host}: a socket refuses addresses and ports that cannot be`, async (harness) => {
    await join(harness);
    const { TCP } = harness.ports;
    throws(() => new TCP({ address: 'localhost', port: 1883 }));
    throws(() => new TCP({ address: '127.0.0.1', port: 0 }));
    throws(() => new TCP({ address: '127.0.0.1', port: 65_536 }));
  });

  test(`${host}: bytes written arrive in order, and writing returns the window that is left`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    const before = recorder.window;
    const left = recorder.socket.write(bytes('hello '));
    ok(left <= before - 6);
    recorder.socket.write(bytes('world'));
    await harness.until('all has arrived', () => peer.received.length === 11);
    deepEqual(Uint8Array.from(peer.received), bytes('hello world'));
  });

  test(`${host}: bytes are copied before write returns`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    const buffer = bytes('before');
    recorder.socket.write(buffer);
    buffer.fill(0);
    await harness.until('all has arrived', () => peer.received.length === 6);
    deepEqual(Uint8Array.from(peer.received), bytes('before'));
  });

  test(`${host}: more than the window throws and sends nothing`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    throws(() => recorder.socket.write(new Uint8Array(recorder.window + 1)));
    recorder.socket.write(bytes('x'));
    await harness.until('something has arrived', () => peer.received.length > 0);
    deepEqual(Uint8Array.from(peer.received), bytes('x'));
  });

  test(`${host}: a window that was filled opens again`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    const size = recorder.window;
    equal(recorder.socket.write(new Uint8Array(size)), 0);
    recorder.window = 0;
    await harness.until('the window opens', () => recorder.window > 0);
    await harness.until('all has arrived', () => peer.received.length === size);
  });

  test(`${host}: input is announced with all that is unread, and read in pieces of any size`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    peer.send(bytes('abcdefgh'));
    await harness.until('all has come', () => recorder.unread === 8);
    deepEqual(recorder.read(3), bytes('abc'));
    deepEqual(recorder.read(100), bytes('defgh'));
    deepEqual(recorder.read(100), bytes());
  });

  test(`${host}: a read may scribble on the rest of the buffer, but not beyond it`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    peer.send(bytes('abc'));
    await harness.until('all has come', () => recorder.unread === 3);
    const buffer = new Uint8Array(12);
    const count = recorder.socket.read(new Uint8Array(buffer.buffer, 4, 4));
    equal(count, 3);
    deepEqual(buffer.slice(0, 7), bytes([0, 0, 0, 0], 'abc'));
    deepEqual(buffer.slice(8), bytes(0, 0, 0, 0));
  });

  test(`${host}: input that is not read holds the peer back and is not lost`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    const total = 100_000;
    peer.send(new Uint8Array(total).map((_, i) => i));
    await harness.until('something has come', () => recorder.unread > 0);
    const seen: number[] = [];
    await harness.until('all is read', () => {
      for (;;) {
        const piece = recorder.read(1000);
        if (piece.length === 0) break;
        seen.push(...piece);
      }
      return seen.length === total;
    });
    ok(seen.every((byte, i) => byte === (i & 0xff)));
  });

  for (const how of ['end', 'reset'] as const) {
    test(`${host}: a peer's ${how} is one bare onError`, async (harness) => {
      const { recorder, peer } = await connected(harness);
      peer[how]();
      await harness.until('the end is told', () => recorder.events.includes('error 0'));
      recorder.socket.close();
      equal(recorder.events.filter((event) => event.startsWith('error')).length, 1);
    });
  }

  test(`${host}: the end is told after all input has been read`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    let toldEarly = false;
    peer.send(bytes('last words'));
    await harness.until('all has come', () => recorder.unread === 10);
    peer.end();
    // Another connection's whole life gives the end every chance to come too early.
    const other = await connectedAgain(harness);
    other.close();
    toldEarly = recorder.events.includes('error 0');
    deepEqual(recorder.read(100), bytes('last words'));
    await harness.until('the end is told', () => recorder.events.includes('error 0'));
    equal(toldEarly, false);
  });

  test(`${host}: a refused connection is the same onError, and never writable`, async (harness) => {
    await join(harness);
    const recorder = new Recorder();
    const port = await harness.closedPort();
    recorder.socket = new harness.ports.TCP(recorder.options({ address: '127.0.0.1', port }));
    await harness.until('the refusal is told', () => recorder.events.length > 0);
    deepEqual(recorder.events, ['error 0']);
    recorder.socket.close();
  });

  test(`${host}: nothing is called after close, and closing twice is harmless`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    recorder.socket.write(bytes('bye'));
    recorder.socket.close();
    recorder.socket.close();
    const before = recorder.events.length;
    peer.send(bytes('more'));
    await harness.until('the peer sees the end', () => peer.ended);
    equal(recorder.events.length, before);
    deepEqual(Uint8Array.from(peer.received), bytes('bye')); // what write has taken is still sent
  });

  test(`${host}: closing inside a callback is allowed`, async (harness) => {
    const { recorder, peer } = await connected(harness);
    recorder.onReadable = () => recorder.socket.close();
    peer.send(bytes('abc'));
    await harness.until('the peer sees the end', () => peer.ended);
    equal(recorder.events.includes('error 0'), false);
  });

  test(`${host}: reading and writing after close throw`, async (harness) => {
    const { recorder } = await connected(harness);
    recorder.socket.close();
    throws(() => recorder.socket.write(bytes('x')));
    throws(() => recorder.socket.read(new Uint8Array(1)));
  });

  test(`${host}: a socket ends when the Wi-Fi goes`, async (harness) => {
    const { recorder } = await connected(harness);
    const wifi = new harness.ports.WiFi({});
    wifi.disconnect();
    await harness.until('the end is told', () => recorder.events.includes('error 0'));
  });
}

/** A second connection, opened and used once. */
async function connectedAgain(harness: Harness): Promise<Socket> {
  const server = await harness.listen();
  const recorder = new Recorder();
  recorder.socket = new harness.ports.TCP(recorder.options(server));
  await harness.until('the socket is open', () => recorder.window > 0);
  recorder.socket.write(bytes('x'));
  await harness.until('it has arrived', () => server.peer()?.received.length === 1);
  return recorder.socket;
}
