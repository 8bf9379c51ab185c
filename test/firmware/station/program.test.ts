import { Program } from '../../../firmware/station/program';
import type { StationEvent } from '../../../firmware/station/events';
import { deepEqual, equal, ok } from '../../kit/assert';
import { RestartingBoard } from '../../kit/restarting-board';
import { test } from '../../kit/test';

/** The kinds of events that a start has told, without the rest. */
function kinds(events: readonly StationEvent[]): string[] {
  return events.map(({ event }) => event);
}

function safeModes(events: readonly StationEvent[]): (StationEvent & { event: 'safe mode' })[] {
  return events.filter((told): told is StationEvent & { event: 'safe mode' } => {
    return told.event === 'safe mode';
  });
}

test('a board that has not crashed runs the station', async () => {
  const board = new RestartingBoard();
  await board.start('power on', 1_000);
  ok(kinds(board.events).includes('boot'));
  equal(safeModes(board.events).length, 0);
});

test('two crashes in a row are followed by another try, the third by the safe mode', async () => {
  const board = new RestartingBoard();
  await board.start('power on', 1_000);
  for (const crash of ['panic', 'watchdog'] as const) {
    await board.start(crash, 1_000);
    ok(kinds(board.events).includes('boot'), crash);
  }
  await board.start('watchdog', 0);
  deepEqual(kinds(board.events), ['safe mode']);
  const [told] = safeModes(board.events);
  equal(told!.level, 'error');
  deepEqual([told!.cause, told!.crashes, told!.retryS], ['watchdog', 3, 60]);
  ok(told!.check.length > 0);
});

test('the safe mode tells every minute how long it waits still, then restarts', async () => {
  const board = new RestartingBoard();
  for (let i = 0; i < 3; i++) await board.start('panic', 0);
  equal(board.restarts, 0);
  await board.pass(60_000);
  equal(board.restarts, 1);

  // The try after it crashes too: five minutes, told five times.
  await board.start('software', 1_000);
  ok(kinds(board.events).includes('boot'));
  await board.start('panic', 4 * 60_000);
  deepEqual(
    safeModes(board.events).map(({ retryS }) => retryS),
    [300, 240, 180, 120, 60],
  );
  await board.pass(60_000);
  equal(board.restarts, 2);
});

test('the waits grow to an hour and no further', async () => {
  const board = new RestartingBoard();
  for (let i = 0; i < 3; i++) await board.start('panic', 0);
  const waits: number[] = [];
  for (let i = 0; i < 6; i++) {
    waits.push(safeModes(board.events)[0]!.retryS);
    board.giveAnotherTry();
    await board.start('panic', 0);
  }
  deepEqual(waits, [60, 300, 900, 3_600, 3_600, 3_600]);
});

test('a run that holds for five minutes is forgiven what was before', async () => {
  const board = new RestartingBoard();
  for (let i = 0; i < 2; i++) await board.start('panic', 0);
  await board.pass(299_000);
  await board.start('panic', 0); // too early
  equal(kinds(board.events)[0], 'safe mode');

  const other = new RestartingBoard();
  for (let i = 0; i < 2; i++) await other.start('panic', 0);
  await other.pass(301_000);
  await other.start('panic', 1_000);
  ok(kinds(other.events).includes('boot'));
});

test('stopping in the safe mode leaves nothing unsent and restarts nothing', async () => {
  const board = new RestartingBoard();
  for (let i = 0; i < 3; i++) await board.start('panic', 0);
  deepEqual(await board.program.stop({ drainMs: 0 }), { unsent: 0 });
  await board.pass(3_600_000);
  equal(board.restarts, 0);
});

test('what the host has kept from ending the program is told, and the station goes on', async () => {
  const board = new RestartingBoard();
  await board.start('power on', 1_000);
  board.program.uncaught('unhandled rejection', new Error('on purpose'));
  const fault = board.events.find(({ event }) => event === 'fault');
  deepEqual([fault?.['where'], fault?.['message']], ['unhandled rejection', 'on purpose']);
  ok(board.program instanceof Program);
});
