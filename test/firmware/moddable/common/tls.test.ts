import { ModdableTls } from '../../../../firmware/moddable/common/tls';
import type { SecureSocketOptions } from '../../../../firmware/ports/tls';
import { deepEqual, equal, throws } from '../../../kit/assert';
import { bytes } from '../../../kit/bytes';
import { pass } from '../../../kit/sdk/timer';
import { lastTls, next } from '../../../kit/sdk/tls';
import { test } from '../../../kit/test';

/** Types of records, RFC 5246, 6.2.1. */
const CHANGE_CIPHER_SPEC = 20;
const ALERT = 21;

/** The adapter, what it has called, and the SDK's socket below it. */
function made(more: Partial<SecureSocketOptions> = {}) {
  const told: string[] = [];
  const socket = new ModdableTls({
    address: '10.0.0.9',
    port: 8883,
    host: 'broker.local',
    secure: { certificate: bytes(0x30) },
    onReadable: (count) => told.push(`readable ${count}`),
    onWritable: (count) => told.push(`writable ${count}`),
    onError: (failure) => told.push(`error ${failure}`),
    ...more,
  });
  return { told, socket };
}

/** One whose TCP is there. */
function reached(more: Partial<SecureSocketOptions> = {}) {
  const { told, socket } = made(more);
  const sdk = lastTls();
  sdk.below.window(5_744);
  return { told, socket, sdk };
}

/** One whose handshake is over. */
function opened() {
  const all = reached();
  all.sdk.record(CHANGE_CIPHER_SPEC, 1);
  all.sdk.ready(5_000);
  return all;
}

test('it is open once both sides encrypt, and not before', () => {
  const { told, sdk } = reached();
  deepEqual(told, []);
  sdk.record(CHANGE_CIPHER_SPEC, 1);
  deepEqual(told, []);
  sdk.ready(5_000);
  pass(60_000);
  deepEqual(told, ['writable 5000']);
});

test('the SDK gets the name that the certificate must have, and no time limit', () => {
  const { sdk } = reached({ secure: { serverName: 'other', timeoutMs: 5 } });
  deepEqual([sdk.options.host, sdk.options.secure], ['other', { serverName: 'other' }]);
});

test('a handshake that breaks off is the end, though the SDK would go on in plain text', () => {
  const { told, socket, sdk } = reached();
  sdk.ready(5_000);
  equal(socket.write(bytes('CONNECT')), 0);
  pass(1);
  deepEqual(told, ['error not TLS']);
});

test('an older version than 1.2 is told as that', () => {
  const { told, sdk } = reached();
  sdk.record(ALERT, 2, 70); // fatal, protocol_version
  sdk.ready(5_000);
  pass(1);
  deepEqual(told, ['error TLS version']);
});

/** What the SDK throws out of the socket's callbacks, and what is told of it. */
const THROWN: readonly (readonly [string, string])[] = [
  ['certificate: auth err', 'certificate refused'],
  ['date validation failed', 'certificate refused'],
  ['recordProtocol: bad data', 'not TLS'],
  ['handshake: unsuppoorted cipher', 'TLS version'],
  ['alert: 2, 40', 'TLS version'],
  ['alert: 2, 70', 'TLS version'],
  ['alert: 2, 42', 'client certificate refused'],
  ['alert: 2, 48', 'client certificate refused'],
  ['alert: 2, 116', 'client certificate refused'],
  ['alert: 2, 80', 'TLS failed'],
  ['finished: auth err', 'TLS failed'],
  ['', 'TLS failed'],
];

for (const [message, failure] of THROWN) {
  test(`"${message}" is caught, and told as ${failure}`, () => {
    const { told, sdk } = reached();
    sdk.onRecord = () => {
      throw new Error(message);
    };
    sdk.below.arrive(1);
    sdk.below.arrive(2); // nobody listens any more
    deepEqual(told, [], 'not from inside the callback');
    pass(60_000);
    deepEqual(told, [`error ${failure}`]);
  });
}

test('what the constructor throws is told in a turn of its own', () => {
  next.error = new Error('date validation failed');
  const { told, socket } = made();
  deepEqual(told, []);
  pass(1);
  deepEqual(told, ['error certificate refused']);
  socket.close();
});

test('a server that hangs up in the handshake is none of TLS, one that is not reached is not blamed', () => {
  const { told, sdk } = reached();
  sdk.below.fail();
  pass(1);
  deepEqual(told, ['error not TLS']);
  const other = made();
  lastTls().below.fail();
  pass(1);
  deepEqual(other.told, ['error undefined']);
});

test('a handshake has twenty seconds, or what it is given', () => {
  const { told } = reached();
  pass(19_999);
  deepEqual(told, []);
  pass(2);
  deepEqual(told, ['error TLS timeout']);
  const other = reached({ secure: { timeoutMs: 50 } });
  pass(51);
  deepEqual(other.told, ['error TLS timeout']);
});

test('input is read in pieces, and an end is told behind it', () => {
  const { told, socket, sdk } = opened();
  sdk.arrive(1, 2, 3);
  sdk.below.fail();
  pass(1);
  deepEqual(told, ['writable 5000', 'readable 3']);
  const into = new Uint8Array(2);
  equal(socket.read(into), 2);
  equal(socket.read(into), 1);
  pass(1);
  deepEqual(told.slice(2), ['error undefined']);
  equal(socket.write(bytes(1)), 0);
});

test('the window leaves room for a record’s own bytes, and more than it is refused before anything goes', () => {
  const { socket } = opened();
  equal(socket.write(new Uint8Array(1_000)), 5_000 - 1_000 - 96);
  throws(() => socket.write(new Uint8Array(4_000)), '3904 may be written');
  throws(() => reached().socket.write(bytes(1)), 'not ready');
});

test('a record that the SDK cannot send is the end of the connection', () => {
  const { told, socket, sdk } = opened();
  sdk.write = () => {
    throw new Error('would block');
  };
  equal(socket.write(bytes(1)), 0);
  pass(1);
  deepEqual(told.slice(1), ['error undefined']);
});

test('a socket that is closed calls nobody, and closing twice is harmless', () => {
  const { told, socket, sdk } = opened();
  socket.close();
  socket.close();
  equal(sdk.closings, 1);
  sdk.below.fail();
  pass(60_000);
  deepEqual(told, ['writable 5000']);
  throws(() => socket.read(new Uint8Array(1)), 'closed');
});

test('addresses and ports that cannot be are refused', () => {
  throws(() => made({ address: 'broker.local' }), 'no IPv4 address');
  throws(() => made({ port: 0 }), 'from 1 to 65535');
});
