/** How a station comes back after losses, and that it does not after it was stopped. */

import { deepEqual, equal, ok } from '../../kit/assert';
import { START_UNIX_MS, StationFixture } from '../../kit/station';
import { test } from '../../kit/test';

const READING = 'pubsub-xs/esp32-0aff12/reading';

test('a broker that lets in and throws out is tried with growing waits', async () => {
  const fixture = await new StationFixture().run(3_000);
  fixture.onEvent = (event) => {
    if (event.event === 'mqtt' && event.state === 'connected') {
      fixture.broker.connection?.socket.end();
    }
  };
  fixture.broker.connection?.socket.end();
  const before = fixture.broker.connects.length;
  await fixture.pass(10 * 60_000);
  const connects = fixture.broker.connects.length - before;
  ok(connects >= 10 && connects <= 40, `${connects} connects in ten minutes`);
  equal(fixture.states('mqtt').filter((state) => state === 'lost').length, connects + 1);
});

test('a connection that had held for a minute is sought again at once', async () => {
  const fixture = await new StationFixture().run(62_000);
  fixture.broker.connection?.socket.end();
  await fixture.pass(100);
  deepEqual(fixture.states('mqtt'), ['connected', 'lost', 'connected']);
});

test('an access point that lets in and throws out is tried with growing waits', async () => {
  const fixture = new StationFixture();
  fixture.onEvent = (event) => {
    if (event.event === 'wifi' && event.state === 'joined') fixture.link.leave();
  };
  await fixture.run(10 * 60_000);
  const joins = fixture.states('wifi').filter((state) => state === 'joined').length;
  ok(joins >= 10 && joins <= 40, `${joins} joins in ten minutes`);
});

test('a Wi-Fi that comes back while the station leaves does not bring it back', async () => {
  const settings = { keepAliveS: 0 }; // nobody notices
  const fixture = await new StationFixture({ intervalMs: 2_000, settings }).run(3_000);
  fixture.broker.connection!.socket.onWrite = () => undefined; // the network takes nothing more
  await fixture.pass(200_000);
  const stopping = fixture.station.stop({ drainMs: 100 });
  await fixture.pass(1_000);
  fixture.link.leave();
  await fixture.pass(120_000);
  await stopping;
  ok(fixture.network.sockets.every(({ closed }) => closed));
  equal(fixture.states('mqtt').at(-1), 'disconnected');
  equal(fixture.clock.timers, 0);
});

test('a missing time server holds up the first connection only, and is told once', async () => {
  const fixture = new StationFixture({ timeServer: { delayMs: 0, reachable: false } });
  await fixture.run(80_000);
  fixture.link.leave();
  await fixture.pass(1_000);
  deepEqual(fixture.states('wifi'), ['joined', 'lost', 'joined']);
  equal(fixture.states('mqtt').at(-1), 'connected');
  await fixture.pass(60_000);
  deepEqual(fixture.states('clock'), ['unset']);
});

/** A time server that can be away, and counts how often it is asked. */
class Server {
  asked = 0;
  reachable = true;
  get delayMs(): number {
    this.asked++;
    return 80;
  }
}

test('the clock is set again when the Wi-Fi comes back and once a day, without a word', async () => {
  const timeServer = new Server();
  const fixture = await new StationFixture({ timeServer, intervalMs: 3_600_000 }).run(120_000);
  equal(timeServer.asked, 1);
  fixture.link.leave();
  await fixture.pass(10_000);
  equal(fixture.states('mqtt').at(-1), 'connected');
  equal(timeServer.asked, 2);
  await fixture.pass(2 * 86_400_000);
  equal(timeServer.asked, 4);
  deepEqual(fixture.states('clock'), ['set']);
});

test('a clock that is set survives a time server that is away, which is asked again in an hour', async () => {
  const timeServer = new Server();
  const fixture = await new StationFixture({ timeServer, intervalMs: 600_000 }).run(3_000);
  timeServer.reachable = false;
  await fixture.pass(86_400_000 + 10_000);
  timeServer.reachable = true;
  const asked = timeServer.asked;
  await fixture.pass(3_700_000);
  equal(timeServer.asked, asked + 1);
  deepEqual(fixture.states('clock'), ['set']);
  const { timestamp } = JSON.parse(fixture.broker.heard(READING).at(-1)!) as { timestamp: number };
  ok(timestamp > START_UNIX_MS / 1000 + 86_400);
});
