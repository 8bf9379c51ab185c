/** The dashboard's server: whom it answers, what it tells, and that no page slows the board. */

import { once } from 'node:events';
import { request } from 'node:http';
import { test } from 'node:test';
import { WebSocket } from 'ws';
import { Hub } from '../../../host-sim/dashboard/serve/hub';
import { pageFiles } from '../../../host-sim/dashboard/serve/page-files';
import { WebServer } from '../../../host-sim/dashboard/serve/web-server';
import type { ToPage } from '../../../host-sim/dashboard/protocol';
import { deepEqual, equal, ok } from '../../kit/assert';
import { Cli } from '../../kit/cli';
import { until } from '../../kit/until';

const MOST_PAGE_BYTES = 150_000;

/** The status of a request with these headers. */
async function status(
  url: string,
  headers: Record<string, string>,
  method = 'GET',
): Promise<number> {
  const asked = request(url, { headers, method }).end();
  const [response] = (await once(asked, 'response')) as [{ statusCode: number; resume(): void }];
  response.resume();
  return response.statusCode;
}

/** What a live connection with these headers gets: its first message, or why it is refused. */
function live(url: string, headers: Record<string, string>): Promise<string> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers });
  return new Promise((resolve) => {
    socket.on('message', (data: Buffer) => {
      socket.terminate();
      resolve(data.toString());
    });
    socket.on('error', (error) => {
      resolve(error.message);
    });
  });
}

test('it serves this computer’s own page and nobody else', async () => {
  const server = new WebServer();
  await server.listen(0);
  const { url } = server;
  const host = new URL(url).host;
  server.onConnection = (socket) => {
    socket.send('welcome');
  };
  equal(await status(url, {}), 200);
  equal(await status(`${url}/nothing`, {}), 404);
  equal(await status(`${url}/../package.json`, {}), 404);
  equal(await status(url, {}, 'POST'), 405);
  equal(await status(url, { host: `rebound.example:${new URL(url).port}` }), 403);
  equal(await live(url, { origin: url }), 'welcome');
  equal(await live(url, { origin: `http://localhost:${new URL(url).port}`, host }), 'welcome');
  for (const origin of ['http://evil.example', 'null']) {
    equal(await live(url, { origin }), 'Unexpected server response: 403');
  }
  equal(await live(url, {}), 'Unexpected server response: 403');
  equal(await live(url, { origin: url, host: 'evil.example' }), 'Unexpected server response: 403');
  await server.close();
});

test('a port that is taken: the next free one', async () => {
  const one = new WebServer();
  const other = new WebServer();
  await one.listen(0);
  const port = Number(new URL(one.url).port);
  await other.listen(port);
  ok(Number(new URL(other.url).port) > port);
  await Promise.all([one.close(), other.close()]);
});

test('the page is small, and nothing of it comes from elsewhere', async () => {
  const files = [...(await pageFiles()).values()];
  const bytes = files.reduce((sum, { zipped }) => sum + zipped.length, 0);
  ok(bytes < MOST_PAGE_BYTES, `${bytes} bytes`);
  for (const { body } of files) {
    const others = body.toString().match(/https?:\/\/[\w.-]+/g) ?? [];
    deepEqual(
      others.filter((url) => url !== 'http://www.w3.org'),
      [],
    );
  }
});

/** As much of a WebSocket as a hub sees. */
class FakeSocket {
  bufferedAmount = 0;
  readonly sent: string[] = [];
  on(): void {}
  close(): void {}
  send(text: string): void {
    this.sent.push(text);
  }
}

test('a slow page is left out, and gets everything anew once it can', () => {
  const hello = { kind: 'hello' } as unknown as ToPage;
  const hub = new Hub({ hello: () => hello, onCommand: () => {} });
  const [quick, slow] = [new FakeSocket(), new FakeSocket()];
  for (const socket of [quick, slow]) hub.add(socket as unknown as WebSocket);
  const tables = { log: { drop: [1] } };
  hub.push(tables);
  slow.bufferedAmount = 5_000_000;
  for (let i = 0; i < 3; i++) hub.push(tables);
  equal(quick.sent.length, 5);
  equal(slow.sent.length, 2);
  slow.bufferedAmount = 0;
  hub.push(tables);
  equal(slow.sent.at(-1), '{"kind":"hello"}');
  hub.push(tables);
  equal(slow.sent.length, 4);
  equal(quick.sent.length, 7);
});

test('a page hears once a second that there is nothing new, and so that the simulator lives', () => {
  const hub = new Hub({
    hello: () => ({ kind: 'hello' }) as unknown as ToPage,
    onCommand: () => {},
  });
  const socket = new FakeSocket();
  hub.add(socket as unknown as WebSocket);
  for (let i = 0; i < 25; i++) hub.push(undefined);
  deepEqual(socket.sent.slice(1), Array(2).fill('{"kind":"changes","tables":{}}'));
});

test('nothing that a page is told holds the broker’s credentials', async () => {
  const cli = new Cli('--port', '0', '--broker', 'mqtt://anna:s3cret%21@127.0.0.1:9');
  await cli.shows('http://127');
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(cli.output)![0];
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { origin: url } });
  let told = '';
  socket.on('message', (data: Buffer) => (told += data.toString()));
  await until('it tells of the broker', () => told.includes('does not answer'));
  for (const secret of ['anna', 's3cret']) equal(told.includes(secret), false);
  ok(told.includes('--broker mqtt://127.0.0.1:9'));
  socket.terminate();
  cli.child.kill('SIGINT');
  equal((await cli.ends()).code, 0);
});

test('--no-dashboard, and a run that ends by itself, have none', async () => {
  for (const args of [['--no-dashboard'], ['--count', '1000']]) {
    const cli = new Cli(...args);
    await cli.shows('connected to');
    cli.child.kill('SIGINT');
    const { lines } = await cli.ends();
    deepEqual(
      lines.filter((line) => line.includes('http://')),
      [],
    );
  }
});
