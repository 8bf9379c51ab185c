/** What a board that sleeps sends while it is awake. */

import { wakePublish, type WakeReport } from '../../../../firmware/mqtt/session/wake-publish';
import { deepEqual, equal, fail, throws } from '../../../kit/assert';
import { KNOWN, NEW, puback, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

const CONNECT = { id: 'a', cleanSession: false };

function wake(fixture: SessionFixture, budgetMs = 1_000): { report: WakeReport | undefined } {
  const result: { report: WakeReport | undefined } = { report: undefined };
  const { client, session, clock } = fixture;
  void wakePublish(client, session, { budgetMs, connect: CONNECT, clock }).then((report) => {
    result.report = report;
  });
  return result;
}

test('it is back once everything is acknowledged, and has said goodbye', async () => {
  const fixture = new SessionFixture();
  fixture.session.deliver('t', 'a');
  fixture.session.deliver('t', 'b');
  const result = wake(fixture);
  await fixture.pass();
  await fixture.receive(NEW);
  await fixture.receive(puback(2));
  equal(result.report, undefined);
  fixture.socket.take();
  await fixture.receive(puback(3));
  deepEqual(Array.from(fixture.socket.take()), [0xe0, 0]);
  deepEqual([result.report?.isPublished, result.report?.waiting], [true, 0]);
  equal(fixture.client.connected(), false);
});

test('with nothing to send it does not connect', async () => {
  const fixture = new SessionFixture();
  const result = wake(fixture);
  await fixture.pass();
  equal(result.report?.isPublished, true);
  equal(fixture.network.sockets.length, 0);
});

test('a budget that is over ends it, and what was not acknowledged waits for the next time', async () => {
  const fixture = new SessionFixture();
  const receipt = fixture.session.deliver('t', 'a');
  const result = wake(fixture, 300);
  await fixture.pass();
  await fixture.receive(NEW);
  await fixture.pass(299);
  equal(result.report, undefined);
  await fixture.pass(1);
  const { isPublished, waiting, tookMs, failure } = result.report ?? fail('not back');
  deepEqual([isPublished, waiting, tookMs, failure], [false, 1, 300, undefined]);
  equal(receipt.state, 'sent');
  const again = wake(fixture);
  await fixture.pass();
  await fixture.receive(KNOWN);
  await fixture.receive(puback(2));
  equal(again.report?.isPublished, true);
  equal(receipt.state, 'acknowledged');
});

test('a server that is not found is looked for again within the budget, and the failure is told', async () => {
  const fixture = new SessionFixture();
  fixture.session.deliver('t', 'a');
  const failures: string[] = [];
  const { client, session, clock } = fixture;
  client.setServer('nowhere.local', 1883);
  const reports: WakeReport[] = [];
  void wakePublish(client, session, {
    ...{ budgetMs: 2_000, connect: CONNECT, clock },
    onFailed: (failure) => failures.push(failure),
  }).then((report) => reports.push(report));
  await fixture.pass(2_000);
  const [report] = reports;
  deepEqual([report?.isPublished, report?.failure], [false, 'host not found']);
  equal(failures.length >= 3, true);
  const tries = failures.length;
  await fixture.pass(5_000);
  equal(failures.length, tries);
});

test('a server that does not answer at all costs the budget, no more', async () => {
  const fixture = new SessionFixture();
  fixture.network.accepts = false;
  fixture.session.deliver('t', 'a');
  const result = wake(fixture, 2_000);
  await fixture.pass(2_000);
  deepEqual([result.report?.isPublished, result.report?.failure], [false, 'unreachable']);
});

test('a budget that cannot be is refused', () => {
  const { client, session, clock } = new SessionFixture();
  for (const budgetMs of [0, NaN, 600_001]) {
    throws(
      () => wakePublish(client, session, { budgetMs, connect: CONNECT, clock }),
      'must be from 1 to 600000',
    );
  }
});

test('a connection that is lost before everything is acknowledged is made again', async () => {
  const fixture = new SessionFixture();
  fixture.session.deliver('t', 'a');
  const result = wake(fixture, 5_000);
  await fixture.pass();
  await fixture.receive(NEW);
  await fixture.lose();
  await fixture.pass(500);
  await fixture.receive(KNOWN);
  await fixture.receive(puback(2));
  deepEqual([result.report?.isPublished, result.report?.waiting], [true, 0]);
});
