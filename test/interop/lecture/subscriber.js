/**
 * A subscriber in Node: prints what comes, a line for each message.
 *
 *     node test/interop/lecture/subscriber.js mqtt://127.0.0.1:1883 'pubsub-xs/+/reading'
 *
 *     --id NAME                 makes the subscription durable
 *     --user NAME               --password-file FILE   whose first line is the password
 *     --cafile FILE             of mqtts://: the CA that the broker's certificate goes back to
 *     --payload-key-file FILE   decrypts payloads; its first line is the key
 */

import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import mqtt from 'mqtt';
import { decryptor } from './fernet.js';

function end(message, code = 1) {
  console.error(message);
  process.exit(code);
}

function firstLine(path) {
  return readFileSync(path, 'utf8').split('\n')[0].trim();
}

function start() {
  const names = ['id', 'user', 'password-file', 'cafile', 'payload-key-file'];
  const options = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [url = 'mqtt://127.0.0.1:1883', filter = 'pubsub-xs/#'] = positionals;
  const { id, user, cafile, 'password-file': passwordFile, 'payload-key-file': keyFile } = values;
  if (!/^mqtts?:\/\/./.test(url)) throw new Error('write mqtt://host:1883 or mqtts://host:8883');
  if (cafile && !url.startsWith('mqtts:')) throw new Error('--cafile is for mqtts://');
  if (passwordFile && !user) throw new Error('--password-file needs --user');
  const decrypt = keyFile && decryptor(firstLine(keyFile).split(','));
  const client = mqtt.connect(url, {
    connectTimeout: 10_000,
    ...(id && { clientId: id, clean: false }),
    ...(user && { username: user }),
    ...(passwordFile && { password: firstLine(passwordFile) }),
    ...(cafile && { ca: readFileSync(cafile) }),
  });
  return { client, filter, decrypt };
}

function started() {
  try {
    return start();
  } catch (error) {
    return end(error.message, 2);
  }
}

const { client, filter, decrypt } = started();
let wasIn = false;

client.on('connect', () => {
  wasIn = true;
  client.subscribe(filter, { qos: 1 }, (error) => {
    if (error) end(`not subscribed: ${error.message}`);
    console.log(`subscribed ${filter}`);
  });
});

client.on('message', (topic, payload, { retain }) => {
  const text = decrypt ? (decrypt(payload) ?? `${payload} (not encrypted with this key)`) : payload;
  console.log(`${topic} ${text}${retain ? ' (retained)' : ''}`);
});

client.on('error', (error) => {
  const isRefusal = typeof error.code === 'number';
  if (isRefusal || !wasIn) end(`cannot connect: ${error.message || error.code}`);
});

client.on('close', () => {
  if (!wasIn && !client.disconnecting)
    end('the broker has closed the connection, or its certificate is not trusted');
  if (!client.disconnecting) console.error('the connection is lost; trying again');
});

process.on('SIGINT', () => client.end(false, {}, () => process.exit(0)));
