/** The monitor at a broker in virtual time: what it publishes, and what it remembers. */

import type { AedesPublishPacket, Client } from 'aedes';
import { startVirtualBroker, type VirtualBroker } from '../../../host-sim/broker/virtual-broker';
import { PLAN, type Plan } from '../../../host-sim/home-care/rules';
import { type CareEvent, Watch } from '../../../host-sim/home-care/watch';
import { VirtualWorld } from '../../../host-sim/world/virtual-world';
import { deepEqual, equal, includes, ok } from '../../kit/assert';
import { test } from '../../kit/test';

const PORT = 1883;
const HIGH = '{"deviceID":"mum","systolic":180,"diastolic":90,"pulse":70,"timestamp":null}';
const WELL = '{"deviceID":"mum","systolic":120,"diastolic":80,"pulse":70,"timestamp":null}';

class House {
  readonly world = new VirtualWorld();
  readonly events: CareEvent[] = [];
  /** What is retained at the broker, by topic. */
  readonly retained = new Map<string, string>();
  /** Messages that are not retained. */
  readonly heard: string[] = [];
  broker!: VirtualBroker;

  async open(): Promise<this> {
    this.broker = await startVirtualBroker(this.world, PORT, 1);
    this.broker.aedes.on('publish', ({ topic, payload, retain }) => {
      const text = payload.toString();
      if (!topic.startsWith('home/')) return;
      if (!retain) this.heard.push(`${topic} ${text}`);
      else if (text === '') this.retained.delete(topic);
      else this.retained.set(topic, text);
    });
    return this;
  }

  async watch(plan: Plan = PLAN): Promise<Watch> {
    const { world } = this;
    const watch = new Watch({
      ...{ base: 'home', id: 'monitor', plan, clock: world.clock, unixMs: world.unixMs },
      hourOf: () => 12,
      dial: () => world.dial({ host: '127.0.0.1', port: PORT, noDelay: true }),
      tell: (event) => this.events.push(event),
    });
    await world.pass(1_000);
    return watch;
  }

  async says(topic: string, payload: string, retain = false): Promise<void> {
    const packet = { cmd: 'publish', topic, payload: Buffer.from(payload), qos: 1, retain };
    this.broker.aedes.publish({ ...packet, dup: false } as AedesPublishPacket, () => undefined);
    await this.world.pass(100);
  }

  async lives(minutes: number): Promise<void> {
    for (let i = 0; i < minutes; i++) {
      await this.says('home/mum/reading', '{"temperature":21}');
      await this.world.pass(60_000);
    }
  }

  alert(rule: string): Record<string, unknown> | undefined {
    const text = this.retained.get(`home/mum/alert/${rule}`);
    return text === undefined ? undefined : (JSON.parse(text) as Record<string, unknown>);
  }
}

test('an alert is retained, told to who is called, and taken away when it is over', async () => {
  const house = await new House().open();
  const watch = await house.watch();
  equal(house.retained.get('home/monitor/status'), 'watching');
  await house.says('home/mum/blood-pressure', HIGH);
  const alert = house.alert('pressure-high');
  ok(alert);
  equal(alert['state'], 'raised');
  deepEqual(alert['called'], ['family']);
  deepEqual(alert['next'], { call: 'neighbour', at: Number(alert['since']) + 300 });
  includes(house.heard.at(-1)!, 'home/mum/call/family {"rule":"pressure-high"');
  includes(house.heard.at(-1)!, '"next":{"call":"neighbour"');
  await house.says('home/mum/blood-pressure', WELL);
  equal(house.alert('pressure-high'), undefined);
  ok(house.heard.some((text) => text.includes('"state":"cleared"')));
  watch.end();
});

test('who acknowledges is in the alert, and nobody else is called; a retained acknowledgement is none', async () => {
  const house = await new House().open();
  const topic = 'home/mum/alert/pressure-high/acknowledge';
  await house.says(topic, 'of last year', true);
  const watch = await house.watch();
  await house.says('home/mum/blood-pressure', HIGH);
  equal(house.alert('pressure-high')?.['state'], 'raised');
  await house.says(topic, 'Anna');
  equal(house.alert('pressure-high')?.['acknowledgedBy'], 'Anna');
  await house.lives(20);
  ok(!house.heard.some((text) => text.startsWith('home/mum/call/neighbour')));
  watch.end();
});

test('one that was killed is offline by its last will, and the next goes on with its alerts', async () => {
  const house = await new House().open();
  const first = await house.watch();
  await house.says('home/mum/blood-pressure', HIGH);
  const before = house.alert('pressure-high');
  await house.lives(1);
  first.end();
  await house.world.pass(1_000);
  equal(house.retained.get('home/monitor/status'), 'not watching');
  const second = await house.watch();
  await house.lives(4);
  const after = house.alert('pressure-high');
  equal(after?.['since'], before?.['since']);
  deepEqual(after?.['called'], ['family', 'neighbour']);
  equal(house.heard.filter((text) => text.startsWith('home/mum/call/family')).length, 1);
  await house.says('home/mum/blood-pressure', WELL);
  equal(house.alert('pressure-high'), undefined);
  second.end();
});

test('one that was started before its broker gets its alerts back all the same', async () => {
  const house = await new House().open();
  const first = await house.watch();
  await house.says('home/mum/blood-pressure', HIGH);
  first.end();
  await house.world.pass(1_000);
  house.broker.shut();
  const second = await house.watch();
  await house.world.pass(20_000);
  house.broker.open();
  await house.world.pass(10_000);
  await house.says('home/mum/alert/pressure-high/acknowledge', 'Anna');
  equal(house.alert('pressure-high')?.['acknowledgedBy'], 'Anna');
  second.end();
});

test('a broker that is away for an hour makes nobody silent, and gets all alerts again', async () => {
  const house = await new House().open();
  const watch = await house.watch();
  await house.says('home/mum/blood-pressure', HIGH);
  house.broker.shut();
  await house.world.pass(3_600_000);
  house.retained.clear();
  house.broker.open(true); // it has forgotten all
  await house.world.pass(10_000);
  deepEqual([...house.retained.keys()].sort(), [
    'home/monitor/status',
    'home/mum/alert/pressure-high',
  ]);
  await house.lives(1);
  ok(!house.events.some((event) => event.event === 'alert' && event.rule === 'silent'));
  watch.end();
});

test('what is no measurement changes nothing', async () => {
  const house = await new House().open();
  const watch = await house.watch();
  for (const payload of ['', 'null', '[]', '{', '{"systolic":"high"}', 'x'.repeat(5_000)]) {
    await house.says('home/mum/blood-pressure', payload);
    await house.says('home/mum/alert/cold', payload, true);
    await house.says('home/mum/alert/cold', '', true);
  }
  deepEqual([...house.retained.keys()], ['home/monitor/status']);
  watch.end();
});

test('an alert of the far future ends nothing, and silence is told all the same', async () => {
  const house = await new House().open();
  const since = 10 ** 14;
  const alert = {
    rule: 'cold',
    state: 'raised',
    severity: 'warning',
    text: 'x',
    since,
    called: [],
  };
  await house.says('home/mum/alert/cold', JSON.stringify(alert), true);
  const watch = await house.watch();
  await house.world.pass(160 * 60_000);
  equal(house.alert('silent')?.['state'], 'raised');
  ok(Number(house.alert('cold')?.['since']) < since);
  watch.end();
});

test('a call in a month is waited for', async () => {
  const house = await new House().open();
  const month = 30 * 86_400_000;
  const watch = await house.watch({ ...PLAN, calls: [{ to: 'anna', afterMs: month }] });
  await house.says('home/mum/blood-pressure', HIGH);
  await house.world.pass(2 * 3_600_000);
  deepEqual(house.alert('pressure-high')?.['called'], []);
  ok(house.alert('pressure-high')?.['next']);
  watch.end();
});

test('a broker that refuses the subscription is told, and asked again', async () => {
  const house = await new House().open();
  house.broker.aedes.authorizeSubscribe = (_client, _subscription, done) => {
    done(null, null);
  };
  const watch = await house.watch();
  const [event] = house.events;
  ok(event?.event === 'monitor' && event.state === 'lost');
  includes(event.why, 'refuses the subscription to home/+/+');
  house.broker.aedes.authorizeSubscribe = (_client, subscription, done) => {
    done(null, subscription);
  };
  await house.world.pass(10_000);
  equal(house.retained.get('home/monitor/status'), 'watching');
  watch.end();
});

test('while the broker is away that is told once, and again when the reason is another', async () => {
  const house = await new House().open();
  house.broker.aedes.authenticate = (_client, _user, _password, done) => {
    done(null, false);
  };
  const watch = await house.watch();
  await house.world.pass(60_000);
  equal(house.events.length, 1);
  house.broker.aedes.preConnect = (_client, _packet, done) => {
    done(new Error('not today'), false);
  };
  await house.world.pass(60_000);
  const told = house.events.map((event) => (event.event === 'monitor' ? event.why : ''));
  equal(told.length, 2);
  includes(told[0]!, 'refused, code 5: not authorised; check user name and password');
  includes(told[1]!, 'closed before the broker has answered; check whether this port');
  watch.end();
});

test('a connection that is lost at once loses no alert of an earlier run', async () => {
  const house = await new House().open();
  const first = await house.watch();
  await house.says('home/mum/blood-pressure', HIGH);
  first.end();
  await house.world.pass(1_000);
  const { aedes } = house.broker;
  aedes.once('clientReady', (client: Client) => {
    client.close();
  });
  const second = await house.watch();
  await house.world.pass(20_000);
  await house.says('home/mum/alert/pressure-high/acknowledge', 'Anna');
  equal(house.alert('pressure-high')?.['acknowledgedBy'], 'Anna');
  second.end();
});

test('another monitor is no board, and a board whose status was taken away is none any more', async () => {
  const house = await new House().open();
  await house.says('home/other/status', 'watching', true);
  await house.says('home/another/status', 'not watching', true);
  await house.says('home/mum/status', 'offline', true);
  const watch = await house.watch();
  await house.world.pass(300_000);
  const alerts = (): string[] =>
    [...house.retained.keys()].filter((key) => key.includes('/alert/'));
  deepEqual(alerts(), ['home/mum/alert/silent']);
  await house.says('home/mum/status', '', true);
  deepEqual(alerts(), []);
  watch.end();
});

test('a last will is taken at its word two minutes later, and the board’s return at once', async () => {
  const house = await new House().open();
  const watch = await house.watch();
  await house.says('home/mum/reading', '{"temperature":21}');
  await house.says('home/mum/status', 'offline', true);
  await house.world.pass(119_000);
  equal(house.alert('silent'), undefined);
  await house.world.pass(2_000);
  equal(house.alert('silent')?.['text'], 'it has been offline for 2 min');
  await house.says('home/mum/status', 'online', true);
  equal(house.alert('silent'), undefined);
  watch.end();
});
