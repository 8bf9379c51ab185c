/** What is left of a program whose power is cut in the middle of a write: it runs on to the end of its turn, and reaches nothing. */

import { test } from 'node:test';
import type { Ports } from '../../../firmware/ports/ports';
import { Board, macOf } from '../../../host-sim/board/board';
import { VirtualWorld } from '../../../host-sim/world/virtual-world';
import { deepEqual, equal, throws } from '../../kit/assert';
import { bytes } from '../../kit/bytes';

function boardIn(world: VirtualWorld): { board: Board; starts: Ports[]; reasons: string[] } {
  const starts: Ports[] = [];
  const reasons: string[] = [];
  const board = new Board({
    world,
    seed: 1,
    radio: { mac: macOf(1), accessPoints: [], associationMs: 1, dhcpMs: 1, address: '10.0.0.2' },
    pins: { devices: new Map(), levels: new Map() },
    log: { write: () => undefined },
  });
  board.powerOn((ports) => {
    starts.push(ports);
    reasons.push(ports.reset.reason);
  });
  return { board, starts, reasons };
}

test('behind a cut no write and no erase begins, in the partition and in the key-value store', async () => {
  const world = new VirtualWorld();
  const { board, starts } = boardIn(world);
  const [{ flash, keyValue }] = starts as [Ports];
  const domain = keyValue.open({ path: 'a' });
  domain.write('old', bytes(1));
  flash.write(100, bytes(0x0f));
  board.cutAtWrite(1, 1_000);
  throws(() => {
    flash.write(0, bytes(0));
  }, 'the power is cut');
  const image = board.outbox.contents.slice();
  for (const act of [
    () => flash.write(200, bytes(0)),
    () => flash.eraseBlock(0),
    () => domain.write('new', bytes(2)),
    () => domain.delete('old'),
    () => keyValue.open({ path: 'b' }).write('new', bytes(2)),
  ]) {
    throws(act, 'has no power');
  }
  deepEqual(board.outbox.contents, image);
  await world.pass(2_000);
  const [, again] = starts as [Ports, Ports];
  const kept = again.keyValue.open({ path: 'a' });
  deepEqual([kept.read('old'), kept.read('new')], [bytes(1), undefined]);
  again.flash.write(200, bytes(0)); // the next run has power
});

test('behind a cut a program neither restarts the board, nor sends it to sleep, nor leaves it anything in retained memory', async () => {
  const world = new VirtualWorld();
  const { board, starts, reasons } = boardIn(world);
  const [{ reset, sleep }] = starts as [Ports];
  sleep.retained[0] = 1;
  board.interruptPower(1_000);
  sleep.retained[1] = 2;
  throws(() => {
    reset.restart();
  }, 'has no power');
  throws(() => {
    sleep.deepSleep(10);
  }, 'has no power');
  await world.pass(2_000);
  deepEqual(reasons, ['power on', 'power on']);
  equal(
    starts[1]!.sleep.retained.every((byte) => byte === 0),
    true,
  );
});
