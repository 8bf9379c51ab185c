/** `npm run home-care` as a process, before a broker on this machine. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test } from 'node:test';
import { connectAsync } from 'mqtt';
import { startBroker } from '../../../host-sim/broker/embedded-broker';
import { argumentsOf } from '../../../host-sim/home-care/arguments';
import { UsageError } from '../../../host-sim/usage-error';
import { deepEqual, equal, fail, includes } from '../../kit/assert';
import { ROOT } from '../../architecture/source';
import { until } from '../../kit/until';

function refusal(...args: string[]): string {
  try {
    argumentsOf(args, '/');
  } catch (error) {
    if (error instanceof UsageError) return error.message;
  }
  return fail(`accepted: ${args.join(' ')}`);
}

test('who is called is read, the last of them for alarms only', () => {
  const { plan } = argumentsOf(['--calls', 'anna=0s,bob=1m,112=10m', '--silent', '30s'], '/');
  deepEqual(plan.calls, [
    { to: 'anna', afterMs: 0 },
    { to: 'bob', afterMs: 60_000 },
    { to: '112', afterMs: 600_000, forAlarmsOnly: true },
  ]);
  // What is said holds from the first word on.
  const { silentAfterMs, silentUntilKnownMs, offlineAfterMs } = plan;
  deepEqual([silentAfterMs, silentUntilKnownMs, offlineAfterMs], [30_000, 0, 30_000]);
});

test('what is wrong with the command line is told in a line', () => {
  includes(refusal('--brocker', 'x'), 'did you mean --broker?');
  includes(refusal('--calls', 'anna'), 'write name=time');
  includes(refusal('--calls', 'anna=5m,bob=1m'), 'who is called first stands first');
  includes(refusal('--ca', 'x.pem'), 'it is for --broker mqtts://');
  includes(refusal('--id', 'a/b'), 'an id no /');
  includes(refusal('--silent', 'soon'), 'write a duration');
  includes(refusal('--silent', '1000h'), 'from 1s to 7d');
  includes(refusal('--calls', 'anna=1000h'), 'nobody waits longer than 7d');
  includes(refusal('now'), 'is no option');
});

test('it raises an alert, takes an acknowledgement, and says goodbye', async () => {
  const broker = await startBroker(0);
  const words = ['--import', 'tsx', 'host-sim/home-care/cli.ts', '--base', 'home'];
  const child = spawn(process.execPath, [...words, '--broker', broker.url], {
    cwd: ROOT,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  }
  const client = await connectAsync(broker.url);
  const heard = new Map<string, string>();
  client.on('message', (topic, payload) => heard.set(topic, payload.toString()));
  try {
    await client.subscribeAsync('home/#');
    await until('it watches', () => heard.get('home/monitor/status') === 'watching', 20_000);
    await until('it says so', () => output.includes('watches over the house'));
    const publish = (): void => {
      client.publish('home/mum/blood-pressure', '{"systolic":180,"diastolic":110,"pulse":90}');
    };
    await until('the alert is raised', () => {
      publish();
      return output.includes('raised: pressure-high of mum, the blood pressure is high: 180/110');
    });
    client.publish('home/mum/alert/pressure-high/acknowledge', 'Anna');
    await until('it is acknowledged', () => output.includes('acknowledged: pressure-high'));
    child.kill('SIGINT');
    const [code] = (await once(child, 'close')) as [number | null];
    equal(code, 0);
    await until('it has said goodbye', () => heard.get('home/monitor/status') === 'not watching');
  } finally {
    child.kill('SIGKILL');
    await client.endAsync();
    await broker.close();
  }
});
