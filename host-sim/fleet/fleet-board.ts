/** One board of a fleet: the real firmware with real time and a socket of its own, and its own weather. */

import type { LogRecord } from '../../firmware/ports/log';
import type { StationEvent } from '../../firmware/station/events';
import type { StopResult } from '../../firmware/station/station';
import type { Settings } from '../../firmware/station/settings';
import { Board } from '../board/board';
import { dayCurve } from '../board/climate';
import { SimulatedDht } from '../board/dht-device';
import { SeededRandom } from '../board/random';
import type { AccessPoint, Radio } from '../board/wifi';
import type { Engine } from '../engine/engine';
import type { FirmwareError } from '../engine/firmware-error';
import { StationSlot } from '../station-slot';
import type { World } from '../world/world';
import type { Accepted } from './ledger';

export const DHT_PIN = 4;
export const SSID = 'fleet-net';

/** All boards are near to one access point. */
const ACCESS_POINT: AccessPoint = {
  ssid: SSID,
  bssid: '02:00:00:00:00:01',
  channel: 6,
  rssi: -58,
  present: true,
};

/** What a board is made of. */
export interface FleetBoardOptions {
  /** From 0 on. */
  readonly number: number;
  readonly seed: number;
  readonly world: World;
  readonly engine: Engine;
  /** Checked ones, its `id` included. */
  readonly settings: Settings;
  readonly onEvent: (event: StationEvent) => void;
  readonly onAccepted: (reading: Accepted) => void;
  /** Its firmware has ended unasked. */
  readonly onFault: (error: FirmwareError) => void;
}

export class FleetBoard {
  readonly #options: FleetBoardOptions;
  readonly #board: Board;
  readonly #slot: StationSlot;
  /** The true time at which the program's monotonic clock was 0. */
  #zeroUnixMs = 0;

  constructor(options: FleetBoardOptions) {
    const { number, seed, world } = options;
    this.#options = options;
    this.#slot = new StationSlot(world.clock);
    this.#board = new Board({
      world,
      seed,
      radio: radioOf(number),
      pins: { devices: new Map([[DHT_PIN, sensorOf(options)]]), levels: new Map() },
      log: {
        write: (record: LogRecord) => {
          this.#told(record as StationEvent);
        },
      },
    });
  }

  powerOn(): void {
    const { engine, settings, world, onFault } = this.#options;
    this.#board.powerOn((ports, onEnd) => {
      this.#zeroUnixMs = world.unixMs() - ports.clock.now();
      const booted = engine.boot(ports, settings, onFault);
      onEnd(() => {
        booted.end();
        this.#slot.ended();
      });
      this.#slot.booted(booted);
    });
  }

  #told(event: StationEvent): void {
    if (event.event === 'accepted') {
      const { temperature, humidity, atMs } = event;
      const unixS = Math.floor((this.#zeroUnixMs + atMs) / 1_000);
      this.#options.onAccepted({ unixS, temperature, humidity });
    }
    this.#options.onEvent(event);
  }

  /** Stops the station in order; the board is then without power. */
  async stop(drainMs: number): Promise<StopResult | undefined> {
    const result = await this.#slot.stop(drainMs);
    this.powerOff();
    return result;
  }

  powerOff(): void {
    this.#slot.close();
    this.#board.powerOff();
  }
}

/** Another seed for each board of a fleet, and others for a fleet with another seed. */
export function seedOf(fleetSeed: number, number: number): number {
  return (fleetSeed + Math.imul(number + 1, 0x9e37_79b1)) | 0;
}

function sensorOf({ settings, seed, world }: FleetBoardOptions): SimulatedDht {
  const nowMs = world.clock.now();
  const startUnixMs = world.unixMs() - nowMs;
  const climate = dayCurve(new SeededRandom(seed, 'climate').next);
  return new SimulatedDht({
    model: settings.sensors[0]!.model,
    climate: (atMs) => climate(startUnixMs + atMs),
    poweredOnMs: nowMs,
    random: new SeededRandom(seed, 'sensor').next,
  });
}

function radioOf(number: number): Radio {
  const hex = number.toString(16).padStart(6, '0');
  return {
    mac: `24:6f:28:${hex.slice(0, 2)}:${hex.slice(2, 4)}:${hex.slice(4)}`,
    accessPoints: [ACCESS_POINT],
    associationMs: 350,
    dhcpMs: 150,
    address: `10.${Math.floor(number / 65_536)}.${Math.floor(number / 256) % 256}.${number % 256}`,
  };
}
