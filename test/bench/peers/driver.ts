/**
 * Runs a client in a process of its own, so that its processor time is that of this
 * client alone: takes tasks from the parent, the same loop for every client.
 */

import { PAYLOAD_BYTES, type PeerClient, type Result, type Task } from './peer';

/** What the parent sends: connect, run the task, and disconnect. */
export interface Order {
  readonly port: number;
  readonly id: string;
  readonly task: Task;
}

export function serve(make: () => PeerClient): void {
  process.on('message', (order: Order) => {
    run(make(), order).then(
      (result) => process.send?.(result),
      (error: unknown) => {
        console.error(error);
        process.exit(1);
      },
    );
  });
  process.on('disconnect', () => process.exit());
  process.send?.('ready');
}

async function run(client: PeerClient, { port, id, task }: Order): Promise<Result> {
  const result =
    task.do === 'send' ? send(client, port, id, task) : receive(client, port, id, task);
  const measured = await result;
  await client.disconnect();
  return measured;
}

async function send(client: PeerClient, port: number, id: string, task: Task): Promise<Result> {
  await client.connect(port, id, false);
  const meter = new Meter();
  const latenciesMs =
    task.perSecond > 0 ? await sendPaced(client, task) : await sendAll(client, task);
  if (task.qos === 0) await closingMessage(client);
  // At QoS 0 the client's taking it says nothing; the subscriber has the times.
  return meter.result(task.qos === 0 ? [] : latenciesMs);
}

function sendAll(client: PeerClient, { qos, count, window }: Task): Promise<number[]> {
  const payload = new Uint8Array(PAYLOAD_BYTES).fill(0x61);
  const begunMs = new Float64Array(count);
  const tookMs: number[] = new Array<number>(count);
  let sent = 0;
  let finished = 0;
  let isPumping = false;
  return new Promise((resolve) => {
    const done = (): void => {
      tookMs[finished] = performance.now() - begunMs[finished]!; // they end in their order
      finished++;
      if (finished === count) resolve(tookMs);
      else if (!isPumping) pump();
    };
    const pump = (): void => {
      isPumping = true;
      while (sent < count && sent - finished < window) {
        begunMs[sent++] = performance.now();
        client.publish(payload, qos, done);
      }
      isPumping = false;
    };
    pump();
  });
}

/** One at a time by the clock, each with the moment at which it was sent. */
async function sendPaced(client: PeerClient, { qos, count, perSecond }: Task): Promise<number[]> {
  const tookMs: number[] = [];
  const startMs = performance.now();
  let open = 0;
  for (let sent = 0; sent < count; sent++) {
    const waitMs = startMs + (1_000 * sent) / perSecond - performance.now();
    if (waitMs > 0) await sleep(waitMs);
    const begunMs = performance.now();
    open++;
    client.publish(stamped(), qos, () => {
      tookMs.push(performance.now() - begunMs);
      open--;
    });
  }
  while (open > 0) await sleep(1);
  return tookMs;
}

/** A payload that begins with the moment, by the clock that all processes share. */
export function stamped(): Uint8Array {
  const payload = Buffer.alloc(PAYLOAD_BYTES, 0x61);
  payload.writeBigUInt64BE(process.hrtime.bigint());
  return payload;
}

/** Milliseconds since a payload was stamped. */
export function ageMs(payload: Uint8Array): number {
  const then = new DataView(payload.buffer, payload.byteOffset).getBigUint64(0);
  return Number(process.hrtime.bigint() - then) / 1e6;
}

/** The broker acknowledges this behind all that came before it. */
function closingMessage(client: PeerClient): Promise<void> {
  return new Promise((resolve) => {
    client.publish(new Uint8Array(1), 1, resolve);
  });
}

/** What waits in the session of this identifier, or comes by and by. */
async function receive(client: PeerClient, port: number, id: string, task: Task): Promise<Result> {
  const { count, perSecond } = task;
  const tookMs: number[] = [];
  let received = 0;
  const all = new Promise<void>((resolve) => {
    client.onMessage = (payload) => {
      if (payload.length !== PAYLOAD_BYTES) throw new Error(`${payload.length} bytes`);
      if (perSecond > 0) tookMs.push(ageMs(payload));
      if (++received === count) resolve();
    };
  });
  const meter = new Meter();
  await client.connect(port, id, true);
  process.send?.('connected');
  await all;
  return meter.result(tookMs);
}

class Meter {
  readonly #cpu = process.cpuUsage();
  readonly #startMs = performance.now();

  result(latenciesMs: number[]): Result {
    const seconds = (performance.now() - this.#startMs) / 1_000;
    const { user, system } = process.cpuUsage(this.#cpu);
    return { seconds, cpuUs: user + system, latenciesMs };
  }
}

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}
