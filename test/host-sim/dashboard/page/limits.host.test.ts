import { once } from 'node:events';
import { WebSocket } from 'ws';
import { parseCommand } from '../../../../host-sim/dashboard/act/parse-command';
import {
  climateProblem,
  messageProblem,
  MOST_CLIMATE,
  MOST_MESSAGE_BYTES,
} from '../../../../host-sim/dashboard/page/limits';
import { WebServer } from '../../../../host-sim/dashboard/serve/web-server';
import { equal, includes, throws } from '../../../kit/assert';
import { test } from '../../../kit/test';

test('the page knows how large a climate the simulator takes', () => {
  const restart = (characters: number): string =>
    JSON.stringify({
      do: 'restart',
      seed: 1,
      climate: { name: 'a', text: '#'.repeat(characters) },
    });
  equal(parseCommand(restart(MOST_CLIMATE)).do, 'restart');
  throws(() => parseCommand(restart(MOST_CLIMATE + 1)), 'text');
  equal(climateProblem('a.csv', 3 * MOST_CLIMATE), undefined); // of umlauts only
  equal(climateProblem('a.csv', MOST_CLIMATE, MOST_CLIMATE), undefined);
  includes(
    climateProblem('a.csv', 3 * MOST_CLIMATE + 3)!,
    'a.csv is too large (6.01 million bytes)',
  );
  includes(
    climateProblem('a.csv', 2_500_000, MOST_CLIMATE + 1)!,
    'has 2 million characters at most',
  );
});

test('the page knows how large a message the server takes', async () => {
  const server = new WebServer();
  await server.listen(0);
  server.onConnection = (socket) => {
    socket.on('error', () => {}); // what is too large ends it
    socket.on('message', (data: Buffer) => {
      socket.send(String(data.length));
    });
  };
  const { url } = server;
  const socket = new WebSocket(`${url.replace('http', 'ws')}/live`, { headers: { origin: url } });
  await once(socket, 'open');
  socket.send('#'.repeat(MOST_MESSAGE_BYTES));
  const [data] = (await once(socket, 'message')) as [Buffer];
  equal(data.toString(), String(MOST_MESSAGE_BYTES));
  equal(messageProblem(MOST_MESSAGE_BYTES), undefined);
  const closed = once(socket, 'close');
  socket.send('#'.repeat(MOST_MESSAGE_BYTES + 1));
  equal((await closed)[0], 1009);
  includes(messageProblem(MOST_MESSAGE_BYTES + 1)!, '3.01 million bytes');
  await server.close();
});
