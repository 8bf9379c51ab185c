/**
 * A simulated ESP32 board: the ports on Node, and what outlasts a restart. Each
 * start of the program is a life of its own.
 */

import type { Log } from '../../firmware/ports/log';
import type { Ports } from '../../firmware/ports/ports';
import type { ResetReason } from '../../firmware/ports/reset';
import type { WiFiConnection } from '../../firmware/ports/wifi';
import { NodeCrypto } from './crypto';
import { SimulatedFlash } from './flash';
import { SimulatedFlashPartition } from './flash-partition';
import { Life, LifeClock, type TimerTap } from './life';
import { ConsoleCable } from './console';
import { digitalInputOf, type Pins, pulseLineOf } from './pins';
import { mustBeAlive, poweredFlash, poweredStore } from './powered';
import type { Random } from '../../firmware/ports/random';
import { SeededRandom } from './random';
import { resolverOf } from './resolver';
import { ESP32_TCP, type TcpLimits, tcpOf } from './tcp';
import { tlsOf } from './tls';
import type { World } from '../world/world';
import { type RealTimeClock, SimulatedWallClock, type TimeServer } from './wall-clock';
import { type Radio, WiFiLink, wifiOf } from './wifi';

export interface BoardOptions {
  /** Its true time of day is what the board learns from its time server. */
  readonly world: World;
  readonly seed: number;
  /** What the program gets; made of the seed when it is not said. */
  readonly random?: Random;
  readonly radio: Radio;
  readonly pins: Pins;
  readonly log: Log;
  readonly tcp?: TcpLimits;
  readonly timeServer?: TimeServer;
  readonly timerTap?: TimerTap | undefined;
  readonly wifiTap?: ((connection: WiFiConnection) => void) | undefined;
}

/** What runs on the board; it is called at each start, and can ask to be told when that run ends. */
export type Program = (ports: Ports, onEnd: (ending: () => void) => void) => void;

/** From a reset to the first line of the program, on an ESP32 with a release build. */
const BOOT_MS = 300;
/** As in boards/shared/partitions.csv. */
const OUTBOX_BYTES = 0x6e000;
const RETAINED_BYTES = 1_024;
const TIME_SERVER: TimeServer = { delayMs: 80, reachable: true };

/** Ends a write in the middle. */
class PowerCut extends Error {
  override name = 'PowerCut';
}

/** Ends a program that has asked for a restart: nothing behind the call runs. */
class Restarted extends Error {
  override name = 'Restarted';
}

export class Board {
  /** Survives everything. */
  readonly flash: SimulatedFlash;
  readonly outbox: SimulatedFlashPartition;
  readonly console = new ConsoleCable();
  /** The Wi-Fi link of the present life, for those who want to break it. */
  link: WiFiLink | undefined;
  readonly #options: BoardOptions;
  readonly #retained = new Uint8Array(RETAINED_BYTES);
  readonly #rtc: RealTimeClock;
  readonly #random: Random;
  #program: Program | undefined;
  #writes = 0;
  #cut: { readonly write: number; readonly offMs: number } | undefined;
  #firstMs = 0;
  #life: Life | undefined;

  constructor(options: BoardOptions) {
    this.#options = options;
    this.#random = options.random ?? new SeededRandom(options.seed, 'ports');
    const { seed } = options;
    const beforeWrite = (): void => {
      this.#beforeWrite();
    };
    this.flash = new SimulatedFlash(beforeWrite);
    this.outbox = new SimulatedFlashPartition({
      ...{ byteLength: OUTBOX_BYTES, beforeWrite },
      random: new SeededRandom(seed, 'flash').next,
    });
    this.#rtc = { offsetMs: undefined, now: () => options.world.clock.now() };
  }

  /** Applies power and runs `program`. */
  powerOn(program: Program): void {
    this.#program = program;
    this.#start('power on');
  }

  /** Cuts power: the program ends where it is, and retained memory is lost. */
  powerOff(): void {
    this.#life?.end();
    this.#life = undefined;
    this.#retained.fill(0);
    this.#rtc.offsetMs = undefined;
  }

  /** The power is away for `offMs`: retained memory is lost, and the program starts again. */
  interruptPower(offMs: number): void {
    this.powerOff();
    this.#startLater('power on', offMs);
  }

  /** The power is cut in the middle of the nth write to flash from now on, for `offMs`. */
  cutAtWrite(write: number, offMs: number): void {
    this.#cut = { write: this.#writes + write, offMs };
  }

  /** How many writes to flash there were. */
  get writes(): number {
    return this.#writes;
  }

  #beforeWrite(): void {
    this.#writes++;
    const cut = this.#cut;
    if (!cut || this.#writes < cut.write) return;
    this.#cut = undefined;
    this.interruptPower(cut.offMs);
    throw new PowerCut('the power is cut');
  }

  /** The time of day is wrong by so much until it is set again; nothing while it is not set. */
  jumpClock(byMs: number): void {
    if (this.#rtc.offsetMs !== undefined) this.#rtc.offsetMs += byMs;
  }

  /** How much the board's time of day is ahead of the true one; 0 while it is not set. */
  get clockErrorMs(): number {
    const { offsetMs, now } = this.#rtc;
    return offsetMs === undefined ? 0 : now() + offsetMs - this.#options.world.unixMs();
  }

  /** At its next start the monotonic clock shows `ms`. */
  startClockAt(ms: number): void {
    this.#firstMs = ms;
  }

  /** The chip resets itself, and keeps what it retains. */
  reset(reason: ResetReason): void {
    this.#startLater(reason, 0);
  }

  #restart(life: Life, reason: ResetReason, afterMs: number): never {
    mustBeAlive(life);
    this.#startLater(reason, afterMs);
    throw new Restarted(reason);
  }

  #startLater(reason: ResetReason, afterMs: number): void {
    this.#life?.end();
    this.#life = new Life();
    const { clock } = this.#options.world;
    const timer = clock.set(() => {
      this.#start(reason);
    }, afterMs + BOOT_MS);
    this.#life.onEnd(() => {
      clock.clear(timer);
    });
  }

  #start(reason: ResetReason): void {
    this.#life?.end();
    // What a program without power has left there in its last turn.
    if (reason === 'power on') this.#retained.fill(0);
    const life = new Life();
    this.#life = life;
    this.#program?.(this.#ports(life, reason), (ending) => life.onEnd(ending));
  }

  #ports(life: Life, reason: ResetReason): Ports {
    const { radio, pins, log, world, timerTap, wifiTap } = this.#options;
    const clock = new LifeClock(world.clock, life, this.#firstMs, timerTap);
    this.#firstMs = 0;
    const link = new WiFiLink(radio, clock);
    link.onState = wifiTap;
    this.link = link;
    const timeServer = this.#options.timeServer ?? TIME_SERVER;
    const wallClock = new SimulatedWallClock(clock, world.unixMs, timeServer, this.#rtc);
    const place = { link, life, limits: this.#options.tcp ?? ESP32_TCP, world };
    return {
      clock,
      wallClock,
      random: this.#random,
      crypto: new NodeCrypto(),
      log: {
        write: (record) => {
          if (life.alive) log.write(record);
        },
      },
      console: this.console.consoleOf(life),
      keyValue: poweredStore(this.flash, life),
      flash: poweredFlash(this.outbox, life),
      reset: { reason, restart: () => this.#restart(life, 'software', 0) },
      sleep: {
        retained: this.#retained,
        deepSleep: (durationMs) => this.#restart(life, 'deep sleep', durationMs),
      },
      WiFi: wifiOf(link, life),
      TCP: tcpOf(place),
      TLS: tlsOf(place, wallClock),
      Resolver: resolverOf(link, life, world.lookup),
      PulseLine: pulseLineOf(pins, clock, () => world.clock.now()),
      DigitalInput: digitalInputOf(pins, clock, life),
    };
  }
}

/** A MAC address with Espressif's prefix, made of a seed. */
export function macOf(seed: number): string {
  const last = new Uint8Array(3);
  new SeededRandom(seed, 'mac').fill(last);
  const hex = Array.from(last, (byte) => byte.toString(16).padStart(2, '0'));
  return ['24', '6f', '28', ...hex].join(':');
}
