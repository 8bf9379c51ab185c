/**
 * Stations with Home Assistant's discovery, in steps that Node meters: one that stays
 * connected, and wakings of a board that sleeps.
 */

import type { SocketConstructor } from '../../../firmware/ports/socket';
import type { StationPorts } from '../../../firmware/station/station-ports';
import { homeAssistant } from '../../../firmware/station/discovery/home-assistant';
import { DutyCycle } from '../../../firmware/station/duty-cycle';
import type { Extras } from '../../../firmware/station/extras';
import { checkSettings, type Settings } from '../../../firmware/station/settings';
import { Station } from '../../../firmware/station/station';
import { VirtualClock } from '../../../host-sim/board/virtual-clock';
import { type Counts, fakePorts } from './fake-ports';
import { mustCount } from './inputs';
import type { Operation } from './serve';

const INTERVAL_MS = 60_000;
const WINDOW_BYTES = 5_744;
/** The fake broker has answered a packet. */
const ANSWERED_MS = 2;

const counts: Counts = { published: 0 };
const world: { clock: VirtualClock; station?: Station | DutyCycle; asleep: number; reads: number } =
  { clock: new VirtualClock(), asleep: 0, reads: 0 };
/** What outlasts deep sleep. */
const { retained } = fakePorts(world.clock, counts).sleep;
const announced: Uint8Array[] = [];

/** With a clock of its own, as after each reset, an outbox that has gone round, and an NVS that holds one value. */
function board(): StationPorts {
  world.clock = new VirtualClock();
  const ports = fakePorts(world.clock, counts);
  return {
    ...ports,
    TCP: packetwise(ports.TCP),
    keyValue: {
      open: () => ({
        read: (key) => {
          if (key !== 'announced') return undefined;
          world.reads++;
          return announced[0];
        },
        write: (key, value) => {
          if (key === 'announced') announced[0] = value.slice();
        },
        delete: () => {},
        keys: () => [],
        close: () => {},
      }),
    },
    reset: { reason: 'deep sleep', restart: () => {} },
    sleep: {
      retained,
      deepSleep: () => {
        world.asleep++;
      },
    },
  };
}

/** A board that wakes sends its packets together; the fake broker answers one at a time. */
function packetwise(io: SocketConstructor): SocketConstructor {
  return class extends io {
    #freeMs = 0;

    override write(bytes: Uint8Array): number {
      const { clock } = world;
      for (let at = 0; at < bytes.length;) {
        const endAt = endOf(bytes, at);
        const packet = bytes.slice(at, endAt);
        const atMs = Math.max(clock.now(), this.#freeMs);
        clock.set(() => super.write(packet), atMs - clock.now());
        this.#freeMs = atMs + ANSWERED_MS;
        at = endAt;
      }
      return WINDOW_BYTES;
    }
  };
}

/** Of the packet that begins at `at`. */
function endOf(bytes: Uint8Array, at: number): number {
  let length = 0;
  let bodyAt = at + 1;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[bodyAt++]!;
    length += (byte & 0x7f) * scale;
    if (byte < 0x80) return bodyAt + length;
  }
}

function settings(more: object): Settings {
  const checked = checkSettings({
    id: 'esp32-0aff12',
    wifi: { ssid: 'test' },
    broker: { host: '10.0.0.9' },
    sensors: [{ model: 'DHT22', pin: 4, intervalMs: INTERVAL_MS }],
    ...more,
  });
  if (!checked.ok) throw new Error('wrong settings');
  return checked.settings;
}

function operation(name: string, run: () => void): Operation {
  return { name, packets: 0, check: () => {}, run };
}

function stays(name: string, more: object, extras: Extras): Operation {
  return operation(`stays connected, ${name}`, () => {
    world.station = new Station(board(), settings(more), extras);
    world.station.start();
  });
}

function wakes(name: string, more: object, extras: Extras): Operation {
  const checked = settings({ ...more, sleep: true });
  return operation(`wakes, ${name}`, () => {
    world.station = new DutyCycle(board(), checked, extras);
    world.station.start();
  });
}

const WITH: Extras = { discovery: homeAssistant };

export const operations: readonly Operation[] = [
  stays('without', {}, {}),
  stays('switched off', {}, WITH),
  stays('switched on', { discovery: {} }, WITH),
  wakes('without', {}, {}),
  wakes('switched off', {}, WITH),
  wakes('switched on', { discovery: {} }, WITH),
  operation('let a moment pass', () => {
    world.clock.advance(1);
  }),
  operation('sample and publish', () => {
    world.clock.advance(INTERVAL_MS);
  }),
  operation('sleeps again, and has looked for nothing in NVS', () => {
    mustCount('times asleep', world.asleep, 1);
    mustCount('looks at what was announced', world.reads, 0);
  }),
  operation('count anew', () => {
    world.asleep = 0;
    world.reads = 0;
  }),
];
