/**
 * What a broker answers to a user name and a password, MQTT 3.1.1 clause 3.2.2.3:
 *
 *     node --import tsx test/interop/lecture/return-codes.ts mqtt://user:password@host:1883
 */

import { end, lecture, password, Peer, say, user } from './desk';

const WORDS: Readonly<Record<number, string>> = {
  0: 'accepted',
  4: 'bad user name or password',
  5: 'not authorized',
};

await lecture(async () => {
  const { client } = new Peer('lecture-login');
  const login = user === '' ? {} : { user, password };
  const who = user === '' ? 'without a user name' : `as ${user}`;
  const connected = await client.connect({ id: 'lecture-login', ...login });
  const code = client.state();
  if (!connected && code < 0) {
    say(`there was no answer: ${client.failure()}`);
    end(1);
  }
  say(`${who}: the broker answers ${code}, ${WORDS[code] ?? client.failure()}`);
  await client.disconnect();
});
