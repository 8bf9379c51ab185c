/**
 * The observer: a client of another make in a process of its own, so that neither its
 * memory nor its time count as the boards', and what keeps the boards busy does not
 * keep it from listening.
 */

import mqtt, { type IClientOptions, type MqttClient } from 'mqtt';
import type { ClearOrder, ObserverOrder, ObserverReport } from './observer-link';

/** So long messages are gathered before they are passed on. */
const GATHER_MS = 50;
const CONNECT_MS = 10_000;
const GOODBYE_MS = 1_000;

function report(told: ObserverReport): void {
  // The fleet may end at any moment, and wants to hear nothing more then.
  if (process.connected) process.send?.(told, () => undefined);
}

function optionsOf(order: ObserverOrder): IClientOptions {
  const { clientId, user, password, ca, cert, key, insecure } = order;
  return {
    clientId,
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
  let messages: [string, string][] = [];
  const fail = (problem: string): void => {
    if (!began) report({ kind: 'failed', problem });
  };
  setTimeout(() => fail(`no answer within ${CONNECT_MS / 1_000} s`), CONNECT_MS);
  client.on('connect', () => {
    subscribe(client, order.filters, fail, () => {
      began = true;
      report({ kind: 'subscribed' });
    });
  });
  client.on('close', () => {
    if (began) report({ kind: 'away' });
  });
  client.on('error', (error) => {
    fail(error.message === '' ? String((error as NodeJS.ErrnoException).code) : error.message);
  });
  client.on('message', (topic, payload) => {
    messages.push([topic, payload.toString()]);
    if (messages.length > 1) return;
    setTimeout(() => {
      report({ kind: 'messages', messages });
      messages = [];
    }, GATHER_MS);
  });
  return client;
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
// Ctrl-C in a terminal is for all processes; this one ends with the fleet.
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
