/**
 * A session against a model of a server, through losses and restarts in any place:
 * nothing is lost, at QoS 2 nothing is doubled, and the order is kept.
 */

import fc from 'fast-check';
import { Outbox } from '../../../../firmware/mqtt/outbox/outbox';
import { KeyValueStore } from '../../../../firmware/mqtt/session/key-value-store';
import { MemoryStore } from '../../../../firmware/mqtt/session/memory-store';
import type { MessageStore } from '../../../../firmware/mqtt/session/store';
import { deepEqual, equal, ok } from '../../../kit/assert';
import { ModelServer, type Packet, packets } from '../../../kit/model-server';
import { SimulatedFlash } from '../../../../host-sim/board/flash';
import { SimulatedFlashPartition } from '../../../../host-sim/board/flash-partition';
import { KNOWN, NEW, SessionFixture } from '../../../kit/session';
import { test } from '../../../kit/test';

type Step =
  | { readonly kind: 'deliver'; readonly qos: number }
  /** The server reads so many packets, and so many of its answers arrive. */
  | { readonly kind: 'exchange'; readonly read: number; readonly answer: number }
  /** Everything under way is lost, both ways; `away` are the QoS of messages given meanwhile. */
  | { readonly kind: 'lose'; readonly away: readonly number[] }
  /** The board restarts: what is not on flash is gone. */
  | { readonly kind: 'restart'; readonly away: readonly number[] };

const away = fc.array(fc.nat(2), { maxLength: 3 });

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
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('lose' as const), away }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const), away }) },
);

interface Variant {
  readonly name: string;
  readonly pipelined: boolean;
  /** What is on flash outlasts restarts; in memory a restart is a loss only. */
  readonly store: 'memory' | 'key-value' | 'outbox';
}

const VARIANTS: readonly Variant[] = [
  { name: 'in memory', pipelined: false, store: 'memory' },
  { name: 'in memory, pipelined', pipelined: true, store: 'memory' },
  { name: 'on flash', pipelined: false, store: 'key-value' },
  { name: 'on flash, pipelined', pipelined: true, store: 'key-value' },
  { name: 'in the outbox', pipelined: false, store: 'outbox' },
  { name: 'in the outbox, pipelined', pipelined: true, store: 'outbox' },
];

class Run {
  readonly server = new ModelServer();
  readonly #variant: Variant;
  readonly #flash = new SimulatedFlash();
  readonly #partition = new SimulatedFlashPartition({ byteLength: 5 * 4_096 });
  fixture: SessionFixture;
  /** How many packets have followed a CONNECT at once. */
  pipelined = 0;
  readonly given: { readonly qos: number; readonly payload: string }[] = [];
  /** Packets that are on their way to the server. */
  #underWay: Packet[] = [];

  constructor(variant: Variant) {
    this.#variant = variant;
    this.fixture = this.#board();
  }

  #board(): SessionFixture {
    const { pipelined } = this.#variant;
    return new SessionFixture({ maximumInFlight: 4, pipelined, store: this.#store() });
  }

  #store(): MessageStore {
    const { store } = this.#variant;
    if (store === 'outbox') return new Outbox(this.#partition);
    return store === 'memory' ? new MemoryStore() : new KeyValueStore(this.#flash);
  }

  /** Logs in; what follows the CONNECT at once is under way like all else. */
  async login(connack: readonly number[]): Promise<void> {
    const { client, network } = this.fixture;
    const connecting = client.connect({ id: 'board', cleanSession: false });
    await this.fixture.pass();
    const [, ...rest] = packets(network.socket.take());
    this.pipelined += rest.length;
    this.#underWay.push(...rest);
    network.socket.send(connack);
    await this.fixture.pass();
    equal(await connecting, true);
  }

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

  async lose(forgets: boolean, restarts: boolean, meanwhile: readonly number[]): Promise<void> {
    this.#underWay = [];
    this.server.answers = [];
    await this.fixture.lose();
    if (restarts && this.#variant.store !== 'memory') this.fixture = this.#board();
    if (forgets) this.server.forget();
    for (const qos of meanwhile) this.deliver(qos);
    await this.login(forgets ? NEW : KNOWN);
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

async function play(variant: Variant, steps: readonly Step[], forgets: boolean): Promise<Run> {
  const run = new Run(variant);
  await run.login(NEW);
  for (const now of steps) {
    if (now.kind === 'deliver') run.deliver(now.qos);
    else if (now.kind === 'exchange') await run.exchange(now.read, now.answer);
    else await run.lose(forgets, now.kind === 'restart', now.away);
  }
  await run.settle();
  return run;
}

const steps = fc.array(step, { minLength: 1, maxLength: 40 });

for (const variant of VARIANTS) {
  test(`${variant.name}: with a server that keeps the session, at QoS 1 nothing is lost, at QoS 2 nothing is lost or doubled, and the order is kept`, async () => {
    const seed = 20_267;
    let pipelined = 0;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const run = await play(variant, all, false);
        const { given, server } = run;
        pipelined += run.pipelined;
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
      { seed, numRuns: 60 },
    );
    equal(pipelined > 0, variant.pipelined, 'whether anything followed a CONNECT at once');
  });

  test(`${variant.name}: with a server that forgets the session at each loss, nothing above QoS 0 is lost`, async () => {
    const seed = 20_268;
    await fc.assert(
      fc.asyncProperty(steps, async (all) => {
        const { given, server } = await play(variant, all, true);
        for (const { qos, payload } of given) {
          if (qos > 0) ok(server.taken.includes(payload), `${payload} was lost`);
        }
      }),
      { seed, numRuns: 60 },
    );
  });
}
