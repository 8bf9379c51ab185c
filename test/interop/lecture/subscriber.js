/**
 * A subscriber in Node: prints what comes, a line for each message.
 *
 *     node test/interop/lecture/subscriber.js mqtt://127.0.0.1:1883 'pubsub-xs/+/reading'
 */

import mqtt from 'mqtt';

const [url = 'mqtt://127.0.0.1:1883', filter = 'pubsub-xs/#'] = process.argv.slice(2);
const client = mqtt.connect(url);

client.on('connect', () => {
  client.subscribe(filter, { qos: 1 }, (error) => {
    console.log(error ? `not subscribed: ${error.message}` : `subscribed ${filter}`);
  });
});

client.on('message', (topic, payload, { retain }) => {
  console.log(`${topic} ${payload}${retain ? ' (retained)' : ''}`);
});
