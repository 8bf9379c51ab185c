/**
 * The observer: a client of another make in a process of its own, so that neither its
 * memory nor its time count as the boards', and what keeps the boards busy does not
 * keep it from listening.
 */

import { setTimeout as sleep } from 'node:timers/promises';
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { ClearOrder, HeardMessage, ObserverOrder, ObserverReport } from './observer-link';

/** So long messages are gathered before they are passed on. */
const GATHER_MS = 50;
const CONNECT_MS = 10_000;
const GOODBYE_MS = 1_000;
/** All that was retained has come when nothing more of it came between so many answers of the broker. */
const QUIET_ANSWERS = 3;
const BETWEEN_ANSWERS_MS = 100;

function report(told: ObserverReport, done: () => void = () => undefined): void {
  // The fleet may end at any moment, and wants to hear nothing more then.
  if (process.connected) process.send?.(told, done);
}

function optionsOf(order: ObserverOrder): IClientOptions {
  const { name, user, password, ca, cert, key, insecure } = order;
  return {
    clientId: `${name}-${process.pid}`,
    clean: true,
    protocolVersion: 4,
    reconnectPeriod: 500,
    connectTimeout: CONNECT_MS,
    resubscribe: false,
    ...(user !== undefined && { username: user }),
    ...(password !== undefined && { password }),
    ...(ca !== undefined && { ca }),
    ...(cert !== undefined && { cert }),
    ...(key !== undefined && { key }),
    ...(insecure && { rejectUnauthorized: false }),
  };
}

function observe(order: ObserverOrder): MqttClient {
  const client = mqtt.connect(order.url, optionsOf(order));
  let began = false;
  let retained = 0;
  let messages: HeardMessage[] = [];
  const fail = (problem: string): void => {
    if (!began) report({ kind: 'failed', problem });
  };
  setTimeout(() => fail(`no answer within ${CONNECT_MS / 1_000} s`), CONNECT_MS);
  client.on('connect', () => {
    subscribe(client, order.filters, fail, () => {
      report({ kind: 'subscribed' });
      if (began) return;
      began = true;
      allRetained(client, order.name, () => retained).catch(() => undefined); // the fleet waits no longer than it should
    });
  });
  client.on('close', () => {
    if (began) report({ kind: 'away' });
  });
  client.on('error', (error) => {
    fail(error.message === '' ? String((error as NodeJS.ErrnoException).code) : error.message);
  });
  client.on('message', (topic, payload, { retain }) => {
    if (retain) retained++;
    messages.push([topic, payload.toString(), retain]);
    if (messages.length > 1) return;
    setTimeout(() => {
      report({ kind: 'messages', messages });
      messages = [];
    }, GATHER_MS);
  });
  return client;
}

/** Asks the broker for what costs it nothing, to know that it had the time to send what it has. */
async function allRetained(client: MqttClient, name: string, count: () => number): Promise<void> {
  let quiet = 0;
  while (quiet < QUIET_ANSWERS) {
    const before = count();
    await client.unsubscribeAsync(`${name}/nothing`);
    await sleep(BETWEEN_ANSWERS_MS);
    quiet = count() === before ? quiet + 1 : 0;
  }
  report({ kind: 'retained' });
}

/** What the broker acknowledges last, it has done last. */
async function clear(client: MqttClient, topics: readonly string[]): Promise<void> {
  for (const [i, topic] of topics.entries()) {
    const qos = i === topics.length - 1 ? 1 : 0;
    await client.publishAsync(topic, '', { retain: true, qos });
  }
  report({ kind: 'cleared' });
}

function subscribe(
  client: MqttClient,
  filters: readonly string[],
  fail: (problem: string) => void,
  done: () => void,
): void {
  client.subscribe([...filters], { qos: 1 }, (error, granted) => {
    if (error) fail(`its subscription to ${filters[0]!} fails: ${error.message}`);
    else if ((granted?.[0]?.qos ?? 0) > 2) fail(`its subscription to ${filters[0]!} is refused`);
    else done();
  });
}

process.once('message', (order) => {
  const client = observe(order as ObserverOrder);
  process.on('message', (more) => {
    clear(client, (more as ClearOrder).clear).catch(() => undefined); // the fleet waits no longer than it should
  });
  process.on('disconnect', () => {
    client.end(() => process.exit());
    setTimeout(() => process.exit(), GOODBYE_MS);
  });
});
process.on('uncaughtException', ({ message }) => {
  if (!process.connected) process.exit(1);
  report({ kind: 'failed', problem: message }, () => process.exit(1));
});
// Ctrl-C in a terminal is for all processes; this one ends with the fleet.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
