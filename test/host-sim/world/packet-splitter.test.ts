/** Cutting a stream of bytes into MQTT packets. */

import { deepEqual } from '../../kit/assert';
import { test } from '../../kit/test';
import { PacketSplitter } from '../../../host-sim/world/packet-splitter';

const PUBACK = [0x40, 2, 0, 7];
const LONG = [0x30, 0x82, 0x01, ...Array.from({ length: 130 }, (_, i) => i)];

function packetsOf(pieces: readonly (readonly number[])[]): number[][] {
  const splitter = new PacketSplitter();
  return pieces.flatMap((piece) =>
    splitter.take(Buffer.from(piece)).map((packet) => Array.from(packet)),
  );
}

test('packets that come together are told apart', () => {
  deepEqual(packetsOf([[...PUBACK, ...LONG, ...PUBACK]]), [PUBACK, LONG, PUBACK]);
});

test('a packet in pieces is whole at the last of them, wherever it is cut', () => {
  const stream = [...LONG, ...PUBACK];
  for (let cut = 0; cut <= stream.length; cut++) {
    deepEqual(packetsOf([stream.slice(0, cut), stream.slice(cut)]), [LONG, PUBACK], `at ${cut}`);
  }
  deepEqual(packetsOf(stream.map((byte) => [byte])), [LONG, PUBACK], 'byte by byte');
});

test('what is no MQTT is handed out once, as it came', () => {
  const splitter = new PacketSplitter();
  const foreign = [0x48, 0xff, 0xff, 0xff, 0xff, 1];
  deepEqual(splitter.take(Buffer.from([...PUBACK, ...foreign])).length, 1);
  deepEqual(Array.from(splitter.foreign()), foreign);
  deepEqual(splitter.take(Buffer.from(PUBACK)), []);
  deepEqual(Array.from(splitter.foreign()), PUBACK);
  deepEqual(splitter.foreign().length, 0);
});
