/** One simulated board, its broker, and the station that runs on it. */

import type { WiFiConnection } from '../firmware/ports/wifi';
import type { Settings } from '../firmware/station/settings';
import type { StopResult } from '../firmware/station/station';
import { Board, macOf } from './board/board';
import { Air } from './board/air';
import { Home } from './board/home';
import { type BoardData, settingsOf, SSID, usageError } from './board-settings';
import type { Climate } from './board/climate';
import { SimulatedDht } from './board/dht-device';
import type { TimerTap } from './board/life';
import type { Level } from './board/pins';
import { SeededRandom } from './board/random';
import { TRUE_RANDOM } from './board/true-random';
import type { AccessPoint, Radio } from './board/wifi';
import { climateOf } from './climate-file';
import type { Desk } from './desk';
import { chooseEngine } from './engine/choose-engine';
import type { Engine } from './engine/engine';
import type { FirmwareError } from './engine/firmware-error';
import type { Meter } from './engine/xs/worker';
import { type AnswerTap, SensorLine } from './faults/sensor-line';
import type { Stage } from './faults/stage';
import type { LoggedEvent } from './log-lines';
import type { OutsideBroker } from './broker-url';
import type { House } from './home-care/own-monitor';
import { brokerIn, type OwnBroker } from './own-broker';
import type { Options } from './options';
import { UsageError } from './usage-error';
import { StationSlot } from './station-slot';
import { Network } from './world/network';
import { PacedWorld } from './world/paced-world';
import { shapedDial } from './world/shaped';
import { VirtualWorld } from './world/virtual-world';
import { type ConnectionTap, type Dial, realWorld, type World } from './world/world';

/** What a run needs beside its options. */
export interface Surroundings {
  readonly version: string;
  readonly board: BoardData;
  /** Takes what happens, and the time of day at which it does. */
  readonly log: (event: LoggedEvent, unixMs: number) => void;
  /** The firmware has ended unasked. */
  readonly onFault: (error: FirmwareError) => void;
  /** How board and broker know each other; plain when it is not said. */
  readonly desk?: Desk | undefined;
  /** In place of what the options say. */
  readonly climate?: ((startUnixMs: number) => Climate) | undefined;
  /** The board starts its program, for the first time or again; its monotonic clock shows `ticksMs`. */
  readonly onBoot?: (settings: Settings, unixMs: number, ticksMs: number) => void;
  /** XS's meters, behind every turn of the program. */
  readonly onMeter?: ((meter: Meter) => void) | undefined;
  /** The embedded broker has taken a message in. */
  readonly onMessage?: (topic: string, payload: Uint8Array, unixMs: number) => void;
  /** In place of the time of day at which a virtual world begins. */
  readonly startUnixMs?: number | undefined;
  /** Real time may be led by somebody: with the embedded broker it is then virtual, at a pace. */
  readonly isPaced?: boolean;
  readonly taps?: Taps;
}

/** Who looks on at a board. */
export interface Taps {
  /** In this world all of it will happen. */
  readonly world: (world: World) => void;
  readonly answer: AnswerTap;
  readonly connection: () => ConnectionTap;
  readonly timers: TimerTap;
  readonly wifi: (connection: WiFiConnection) => void;
  /** The program has ended, by a reset or without power. */
  readonly halted: () => void;
}

export interface Simulation {
  /** What faults can act upon. */
  readonly stage: Stage;
  /** Lets the simulation go on until a promise is settled. */
  readonly during: World['during'];
  /** Leads time, where it can be led. */
  readonly paced: PacedWorld | undefined;
  readonly unixMs: World['unixMs'];
  /** Stops the station as it would be stopped by hand, then everything else. */
  stop(drainMs: number): Promise<StopResult>;
  /** Ends everything where it is. */
  end(): Promise<void>;
}

const PLAIN: Desk = { notes: [] };

type Log = (event: LoggedEvent) => void;

/** Brings everything up; throws a {@link UsageError} for options that cannot be. */
export async function startSimulation(
  options: Options,
  surroundings: Surroundings,
): Promise<Simulation> {
  const { version, board: data, log: print, desk = PLAIN } = surroundings;
  const virtual = virtualWorld(options, surroundings);
  const tapConnection = surroundings.taps?.connection;
  const straight = virtual ?? realWorld();
  const world = { ...disturbed(straight, options.seed), tapConnection };
  surroundings.taps?.world(world);
  const log: Log = (event) => {
    print(event, world.unixMs());
  };
  const startUnixMs = world.unixMs();
  const climate = surroundings.climate?.(startUnixMs) ?? (await climateOf(options, startUnixMs));
  const { engine, note } = await engineOf(options, world, surroundings.onMeter);
  let embedded: OwnBroker | undefined;
  try {
    const props = newProps(options, climate, world);
    props.sensor.onAnswer = surroundings.taps?.answer;
    const isSecret = options.encrypt || options.derive;
    const repeats = options.time === 'virtual' || (virtual !== undefined && !isSecret);
    const scene = { options, data, engine, world, log, surroundings, props, repeats };
    await check(scene, { host: 'x', port: 1 }); // before anything is opened
    if (!options.broker) embedded = await brokerIn(virtual, options.seed, world, desk);
    embedded?.aedes.on('publish', ({ topic, payload }) => {
      surroundings.onMessage?.(topic, Buffer.from(payload), world.unixMs());
    });
    const broker = options.broker ?? { host: '127.0.0.1', port: embedded!.port };
    tellBroker(log, broker, desk, embedded);
    for (const text of desk.notes) log({ level: 'info', event: 'note', text });
    const { title, pins } = data;
    const { sensor, seed } = options;
    log({ level: 'info', event: 'start', version, board: title, sensor, pin: pins.dht, seed });
    log({ level: 'info', event: 'engine', name: engine.name, note });
    const paced = virtual instanceof PacedWorld ? virtual : undefined;
    const settings = await check(scene, broker);
    const { home } = props;
    const house = { world, log, home, intervalMs: options.intervalMs };
    const monitor = options.homeCare
      ? await monitorOf(house, settings, options.broker ? undefined : straight.dial)
      : undefined;
    return run(scene, settings, { embedded, paced, monitor });
  } catch (error) {
    engine.close();
    await embedded?.close();
    throw error;
  }
}

/** The monitor of a home-care board; none with an outside broker. Loaded only where it is needed: most runs have none. */
async function monitorOf(
  house: House,
  settings: Settings,
  dial: Dial | undefined,
): Promise<Home['monitor']> {
  const { NO_MONITOR, ownMonitor } = await import('./home-care/own-monitor');
  if (dial) return ownMonitor(house, settings, dial);
  house.log(NO_MONITOR);
  return undefined;
}

/** Undefined for real time. */
function virtualWorld(
  { time, broker, tls, console: consolePort }: Options,
  { startUnixMs, isPaced = false }: Surroundings,
): VirtualWorld | undefined {
  const start = startUnixMs === undefined ? {} : { startUnixMs };
  if (time === 'virtual') return new VirtualWorld(start);
  // An outside broker, who types, and OpenSSL live in real time.
  const isReal = broker !== undefined || tls || consolePort !== undefined;
  return isPaced && !isReal ? new PacedWorld({ startUnixMs: Date.now(), ...start }) : undefined;
}

/** All that a run is made of. */
interface Scene {
  readonly options: Options;
  readonly data: BoardData;
  readonly engine: Engine;
  readonly world: DisturbedWorld;
  readonly log: Log;
  readonly surroundings: Surroundings;
  readonly props: Props;
  /** A run in virtual time repeats; what goes to others must not. */
  readonly repeats: boolean;
}

/** What stands around the board and can be disturbed. */
type Props = Pick<
  Stage,
  'radio' | 'accessPoint' | 'timeServer' | 'network' | 'sensor' | 'air' | 'home'
>;

function newProps(options: Options, climate: Climate, world: DisturbedWorld): Props {
  const accessPoint = { ...ACCESS_POINT };
  const random = new SeededRandom(options.seed, 'cable').next;
  const air = new Air(climate);
  return {
    air,
    accessPoint,
    radio: radioOf(options.seed, accessPoint),
    timeServer: { delayMs: 80, reachable: true },
    network: world.network,
    sensor: new SensorLine(sensorOf(options, air, world), random),
    home: options.homeCare ? new Home(options.seed) : undefined,
  };
}

type DisturbedWorld = World & { readonly network: Network };

/** The same world, with a network between board and broker that can be disturbed. */
function disturbed(world: World, seed: number): DisturbedWorld {
  const network = new Network(seed);
  const { clock, turns, unixMs, lookup, during, end, hurry } = world;
  const dial = shapedDial(world.dial, network, clock);
  return { clock, turns, unixMs, lookup, during, end, ...(hurry && { hurry }), dial, network };
}

/** The station's settings for this broker; throws a {@link UsageError}. */
async function check(
  { options, data, engine, world, surroundings: { desk = PLAIN } }: Scene,
  broker: OutsideBroker,
): Promise<Settings> {
  const settings = settingsOf(options, data, options.broker ?? broker, desk);
  const checked = await world.during(engine.check(settings));
  if (!checked.ok) throw usageError(checked);
  return checked.settings;
}

/** What is there beside the board. */
interface Beside {
  readonly embedded: OwnBroker | undefined;
  readonly paced: PacedWorld | undefined;
  readonly monitor: Home['monitor'];
}

function run(scene: Scene, settings: Settings, { embedded, paced, monitor }: Beside): Simulation {
  const { engine, world, log, surroundings } = scene;
  const slot = new StationSlot(world.clock);
  let id: string | undefined;
  /** What a board that sleeps has told it keeps. */
  let kept = 0;
  const board = boardOf(scene, (told) => {
    if (told.event === 'boot') id = told.id;
    if (told.event === 'asleep') kept = told.waiting;
    log(withPlace(told, engine));
  });
  board.powerOn((ports, onEnd) => {
    surroundings.onBoot?.(settings, world.unixMs(), ports.clock.now());
    const flashed = scene.options.blank ? withoutPlace(settings) : settings;
    const booted = engine.boot(ports, flashed, surroundings.onFault);
    onEnd(() => {
      booted.end();
      slot.ended();
      surroundings.taps?.halted();
    });
    slot.booted(booted);
  });
  const end = async (last?: string): Promise<void> => {
    slot.close();
    board.powerOff();
    monitor?.die();
    engine.close();
    await embedded?.close(last);
    world.end();
  };
  return {
    stage: { ...scene.props, world, board, broker: embedded },
    during: world.during,
    paced,
    unixMs: world.unixMs,
    stop: async (drainMs) => {
      world.hurry?.();
      const result = await world.during(slot.stop(drainMs));
      await end(id);
      return result ?? { unsent: kept };
    },
    end,
  };
}

/** As a board comes that nobody has told where it will be. */
function withoutPlace(settings: Settings): object {
  return { ...settings, wifi: {}, broker: {} };
}

function boardOf({ options, data, world, props, surroundings, repeats }: Scene, log: Log): Board {
  return new Board({
    world,
    seed: options.seed,
    ...(!repeats && { random: TRUE_RANDOM }),
    radio: props.radio,
    timeServer: props.timeServer,
    timerTap: surroundings.taps?.timers,
    wifiTap: surroundings.taps?.wifi,
    pins: {
      devices: new Map([[data.pins.dht, props.sensor]]),
      levels: props.home?.levels ?? new Map<number, Level>(),
      ...(props.home && { serial: props.home.serial }),
    },
    log: {
      write: (record) => {
        log(record as LoggedEvent);
      },
    },
  });
}

/** XS where it is there; throws a {@link UsageError} when it is asked for and missing. */
async function engineOf(
  { engine, homeCare }: Options,
  { turns }: World,
  onMeter: Surroundings['onMeter'],
): Promise<{ readonly engine: Engine; readonly note?: string }> {
  const chosen = await chooseEngine(
    engine,
    turns,
    undefined,
    onMeter,
    homeCare ? 'home-care' : 'station',
  );
  if ('missing' in chosen) throw new UsageError(`--engine xs: ${chosen.missing}`);
  return chosen;
}

/** A caught exception's event with its place in TypeScript in place of the engine's stack. */
function withPlace(told: LoggedEvent, engine: Engine): LoggedEvent {
  if (told.event !== 'fault') return told;
  const { stack, ...rest } = told;
  const at = engine.placeOf(stack);
  return at === undefined ? rest : { ...rest, at };
}

/** The sensor, switched on now. */
function sensorOf({ sensor, seed }: Options, air: Air, world: World): SimulatedDht {
  const nowMs = world.clock.now();
  const startUnixMs = world.unixMs() - nowMs;
  return new SimulatedDht({
    model: sensor,
    climate: (atMs) => air.at(startUnixMs + atMs),
    poweredOnMs: nowMs,
    random: new SeededRandom(seed, 'sensor').next,
  });
}

function tellBroker(
  log: Log,
  { host, port }: OutsideBroker,
  { tls }: Desk,
  embedded: OwnBroker | undefined,
): void {
  log({
    level: 'info',
    event: 'broker',
    url: `${tls ? 'mqtts' : 'mqtt'}://${host}:${port}`,
    embedded: embedded !== undefined,
    takenPort: embedded?.taken ?? null,
  });
}

const ACCESS_POINT: AccessPoint = {
  ssid: SSID,
  bssid: '02:00:00:00:00:01',
  channel: 6,
  rssi: -58,
  present: true,
};

function radioOf(seed: number, accessPoint: AccessPoint): Radio {
  return {
    mac: macOf(seed),
    accessPoints: [accessPoint],
    associationMs: 350,
    dhcpMs: 150,
    address: '192.168.4.2',
  };
}
