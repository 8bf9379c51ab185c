/**
 * A session against a model of a server, through losses in any place: nothing is
 * lost, at QoS 2 nothing is doubled, and the order is kept.
 */

import fc from 'fast-check';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { ModelServer, type Packet, packets } from '../../../kit/model-server';
import { KNOWN, NEW, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

type Step =
  | { readonly kind: 'deliver'; readonly qos: number }
  /** The server reads so many packets, and so many of its answers arrive. */
  | { readonly kind: 'exchange'; readonly read: number; readonly answer: number }
  /** Everything under way is lost, both ways. */
  | { readonly kind: 'lose' };

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('deliver' as const), qos: fc.nat(2) }) },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('exchange' as const),
      read: fc.nat(4),
      answer: fc.nat(4),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const) }) },
);

class Run {
  readonly server = new ModelServer();
  readonly fixture = new SessionFixture({ maximumInFlight: 4 });
  readonly given: { readonly qos: number; readonly payload: string }[] = [];
  /** Packets that are on their way to the server. */
  #underWay: Packet[] = [];

  collect(): void {
    this.#underWay.push(...packets(this.fixture.socket.take()));
  }

  deliver(qos: number): void {
    const payload = `${this.given.length}`;
    const { state } = this.fixture.session.deliver('t', payload, { qos });
    ok(state !== 'dropped');
    this.given.push({ qos, payload });
  }

  async exchange(read: number, answer: number): Promise<void> {
    this.collect();
    for (const packet of this.#underWay.splice(0, read)) this.server.take(packet);
    const answers = this.server.answers.splice(0, answer);
    if (answers.length > 0) await this.fixture.receive(...answers);
  }

  async lose(forgets: boolean): Promise<void> {
    this.#underWay = [];
    this.server.answers = [];
    await this.fixture.lose();
    if (forgets) this.server.forget();
    await this.fixture.reconnect(forgets ? NEW : KNOWN);
  }

  /** Until nothing is left to be said. */
  async settle(): Promise<void> {
    for (let i = 0; i < 200 && this.fixture.session.pending > 0; i++) await this.exchange(9, 9);
    equal(this.fixture.session.pending, 0);
  }
}

/** Without what came again: the first of each. */
function firsts(payloads: readonly string[]): string[] {
  return payloads.filter((payload, i) => payloads.indexOf(payload) === i);
}

async function play(steps: readonly Step[], forgets: boolean): Promise<Run> {
  const run = new Run();
  await run.fixture.open();
  for (const now of steps) {
    if (now.kind === 'deliver') run.deliver(now.qos);
    else if (now.kind === 'exchange') await run.exchange(now.read, now.answer);
    else await run.lose(forgets);
  }
  await run.settle();
  return run;
}

const steps = fc.array(step, { minLength: 1, maxLength: 40 });

test('with a server that keeps the session, at QoS 1 nothing is lost, at QoS 2 nothing is lost or doubled, and the order is kept', async () => {
  const seed = 20_267;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { given, server } = await play(all, false);
      const counted = (payload: string): number =>
        server.taken.filter((taken) => taken === payload).length;
      for (const { qos, payload } of given) {
        const count = counted(payload);
        if (qos === 1) ok(count >= 1, `${payload} was lost`);
        if (qos === 2) equal(count, 1, `how often ${payload} came`);
      }
      const kept = given.filter(({ qos }) => qos > 0).map(({ payload }) => payload);
      deepEqual(
        firsts(server.taken).filter((payload) => kept.includes(payload)),
        kept,
      );
    }),
    { seed, numRuns: 150 },
  );
});

test('with a server that forgets the session at each loss, nothing above QoS 0 is lost', async () => {
  const seed = 20_268;
  await fc.assert(
    fc.asyncProperty(steps, async (all) => {
      const { given, server } = await play(all, true);
      for (const { qos, payload } of given) {
        if (qos > 0) ok(server.taken.includes(payload), `${payload} was lost`);
      }
    }),
    { seed, numRuns: 150 },
  );
});
