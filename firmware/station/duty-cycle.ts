/**
 * The station of a board that sleeps between samples: wakes, measures, sends what waits,
 * and is asleep again within its budget, whatever the network does. Each waking is a run
 * of its own; what one leaves to the next is in the outbox and in retained memory. After
 * wakings that reached nothing some only measure, and leave the radio off.
 *
 * Instead of a last will, which would say `offline` of a board that only sleeps, its
 * retained status says until when it does.
 */

import { Pipelining } from '../mqtt/session/pipelining';
import type { Timer } from '../ports/clock';
import { restsAfter } from './backoff';
import type { StationEvent } from './events';
import type { Extras, SleepingAnnouncer } from './extras';
import { Guard } from './guard';
import { IntervalSetting } from './interval-setting';
import { Publisher } from './publisher';
import type { Reading } from './reading';
import type { Sampler } from './sampler';
import { makeSamplers } from './samplers';
import { problemPayload, type Sealing, sealingOf } from './sealing';
import { type Settings, SHORTEST_SLEEP_MS } from './settings';
import { SleeperLink, type SendReport } from './sleeper-link';
import { idOf, type StopOptions, type StopResult } from './station';
import type { StationPorts } from './station-ports';
import { TimeKeeper } from './time-keeper';
import { topicsOf, type Topics } from './topics';
import { type Remembered, WakeMemory } from './wake-memory';
import { WiFiJoiner } from './wifi-joiner';

/** A clock that was set so long ago is set again. */
const DAY_S = 86_400;
/** How long sending waits for a clock that is not set, and sleeping for one that is being set. */
const CLOCK_PATIENCE_MS = 5_000;
/** A sensor stays powered while its board sleeps; no model takes longer to settle. */
const SETTLED_MS = 60_000;
const NOTHING_SENT: SendReport = Object.freeze({ isPublished: false, roundTrips: 0 }, true);

export class DutyCycle {
  readonly #ports: StationPorts;
  readonly #settings: Settings;
  readonly #guard: Guard;
  readonly #memory: WakeMemory;
  readonly #remembered: Remembered;
  readonly #time: TimeKeeper;
  readonly #wifi: WiFiJoiner;
  readonly #interval: IntervalSetting;
  readonly #sealing: Sealing | undefined;
  readonly #pipelining: Pipelining;
  readonly #extras: Extras;
  #announcer: SleepingAnnouncer | undefined;
  #intervalMs: number;
  #link: SleeperLink | undefined;
  #publisher: Publisher | undefined;
  #topics: Topics | undefined;
  #samplers: readonly Sampler[] = [];
  #unsampled = 0;
  /** It only measures, and the radio stays off. */
  readonly #rests: boolean;
  /** Messages that waited when sending began. */
  #toSend = 0;
  #isJoined = false;
  #isSetting = false;
  #patience: Timer | undefined;
  #isSending = false;
  #report: SendReport | undefined;
  #whenDone: (() => void) | undefined;
  #isOver = false;

  /** `settings` are checked ones: see settings.ts. */
  constructor(ports: StationPorts, settings: Settings, extras: Extras = {}) {
    const tell = (event: StationEvent): void => {
      ports.log.write(event);
    };
    this.#guard = new Guard(tell);
    this.#ports = this.#guard.ports(ports);
    this.#settings = settings;
    this.#extras = extras;
    this.#intervalMs = Math.min(...settings.sensors.map(({ intervalMs }) => intervalMs));
    this.#memory = new WakeMemory(ports.sleep.retained);
    this.#remembered = this.#memory.read();
    const { channel, refusesPipelining, rests } = this.#remembered;
    // Whoever has reset it wants to see it connect.
    this.#rests = rests > 0 && ports.reset.reason === 'deep sleep';
    this.#pipelining = new Pipelining(refusesPipelining ? [this.#server] : []);
    this.#time = new TimeKeeper(this.#ports, tell);
    this.#wifi = new WiFiJoiner(this.#ports, settings.wifi, this, tell, channel);
    this.#sealing = sealingOf(this.#ports, settings);
    this.#interval = new IntervalSetting(this.#ports.keyValue, this, tell, this.#sealing);
  }

  get #server(): string {
    const { host, port } = this.#settings.broker;
    return `${this.#remembered.address ?? host}:${port}`;
  }

  #tell(event: StationEvent): void {
    this.#ports.log.write(event);
  }

  start(): void {
    this.#guard.wrap('start', () => {
      this.#start();
    })();
  }

  #start(): void {
    const { clock, reset } = this.#ports;
    if (this.#rests) this.#report = NOTHING_SENT;
    else {
      this.#wifi.start();
      this.#remembered.mac = this.#wifi.mac;
    }
    const id = this.#settings.id ?? idOf(this.#remembered.mac);
    const topics = topicsOf(this.#settings.base, id, this.#settings.topic);
    this.#topics = topics;
    this.#tell({ level: 'info', event: 'boot', id, reset: reset.reason });
    this.#interval.load();
    this.#announcer = this.#makeAnnouncer(id, topics);
    this.#publisher = this.#makePublisher(id, topics);
    if (!this.#rests) this.#link = this.#makeLink(id, topics, this.#publisher);
    clock.set(() => {
      this.#outOfTime();
    }, this.#settings.wakeBudgetMs);
    this.#sample(reset.reason === 'deep sleep' ? SETTLED_MS : 0);
    if (this.#samplers.length === 0) this.#advance();
  }

  #makeLink(id: string, topics: Topics, { session, waiting }: Publisher): SleeperLink {
    return new SleeperLink(this.#ports, this.#guard, {
      ...{ settings: this.#settings, id, topics, remembered: this.#remembered },
      session,
      packetBytes: this.#announcer?.packetBytes(waiting > 0) ?? 0,
      received: (payload, length) => {
        this.#interval.received(payload, length);
      },
    });
  }

  #makePublisher(id: string, { reading, status }: Topics): Publisher {
    const { qos, backlog: keep } = this.#settings;
    const tell = (event: StationEvent): void => {
      this.#tell(event);
    };
    return new Publisher(
      {
        ...{ flash: this.#ports.flash, time: this.#time, guard: this.#guard, tell },
        sealing: this.#sealing,
      },
      {
        ...{ id, topic: reading, qos, keep },
        session: { pipelined: this.#pipelining },
        policies: [status, this.#announcer?.topic].flatMap((filter) =>
          filter === undefined ? [] : [{ filter, keep: 1 }],
        ),
      },
    );
  }

  #makeAnnouncer(id: string, topics: Topics): SleepingAnnouncer | undefined {
    const station = {
      ...{ ports: this.#ports, settings: this.#settings, id, topics, guard: this.#guard },
      tell: (event: StationEvent): void => {
        this.#tell(event);
      },
    };
    return this.#extras.discovery?.asleep(station, this.#intervalMs, this.#remembered.announced);
  }

  /** Each sensor once; it may be tried a second time. */
  #sample(poweredForMs: number): void {
    const { sensors } = this.#settings;
    this.#samplers = makeSamplers(this.#ports, {
      ...{ sensors, poweredForMs, guard: this.#guard },
      tell: (event) => {
        this.#tell(event);
        if (event.event !== 'sampled') return;
        this.#unsampled--;
        this.#advance();
      },
      onReading: (reading) => {
        this.#accept(reading);
      },
    });
    this.#unsampled = this.#samplers.length;
    for (const sampler of this.#samplers) sampler.start();
  }

  #accept(reading: Reading): void {
    if (!this.#publisher?.accept(reading)) return;
    const { temperatureC: temperature, humidityPercent: humidity, ticksMs: atMs } = reading;
    this.#tell({ level: 'debug', event: 'accepted', temperature, humidity, atMs });
  }

  /** Goes on with what can be done next. */
  #advance(): void {
    if (this.#unsampled > 0) return;
    for (const sampler of this.#samplers) sampler.stop();
    this.#samplers = [];
    const report = this.#report;
    if (report) {
      if (!this.#isSetting) this.#sleep(report);
    } else if (this.#isJoined && !this.#isSending && !this.#waitsForClock) this.#send();
  }

  get #waitsForClock(): boolean {
    return this.#isSetting && this.#time.startUnixMs === undefined;
  }

  #send(): void {
    this.#isSending = true;
    const { clock } = this.#ports;
    const budgetMs = Math.max(1, this.#settings.wakeBudgetMs - clock.now());
    this.#sayAsleep();
    this.#announce();
    this.#toSend = this.#publisher!.waiting;
    this.#guard.watch(
      'send',
      this.#link!.send(budgetMs).then((report) => {
        this.#report = report;
        this.#advance();
      }),
    );
  }

  #announce(): void {
    const { session } = this.#publisher!;
    this.#remembered.announced = this.#announcer?.deliver(session) ?? 0;
  }

  /** The retained status that takes the place of a last will. */
  #sayAsleep(): void {
    const { startUnixMs } = this.#time;
    const payload =
      startUnixMs === undefined
        ? `asleep for ${Math.ceil(this.#intervalMs / 1000)} s`
        : `asleep until ${Math.ceil((startUnixMs + this.#intervalMs) / 1000)}`;
    this.#publisher!.session.deliver(this.#topics!.status, payload, { qos: 1, retain: true });
  }

  /** The budget is over, whatever was done of it. */
  #outOfTime(): void {
    this.#isSetting = false;
    this.#unsampled = 0;
    if (!this.#isSending) this.#report ??= NOTHING_SENT;
    this.#advance();
  }

  #sleep({ isPublished, roundTrips }: SendReport): void {
    if (this.#isOver) return;
    this.#isOver = true;
    const { clock, sleep } = this.#ports;
    this.#clearPatience();
    const awakeMs = clock.now();
    // Beyond its interval it leaves a sample out, rather than stay awake all the time.
    const restMs = Math.round(this.#intervalMs - (awakeMs % this.#intervalMs));
    const sleepMs = Math.max(1, Math.min(LONGEST_SLEEP_MS, restMs));
    this.#planRests(isPublished);
    this.#tell({
      level: 'info',
      event: 'asleep',
      state: isPublished ? 'published' : 'kept',
      waiting: this.#publisher?.waiting ?? 0,
      ...{ awakeMs, radioMs: this.#rests ? 0 : awakeMs, roundTrips, sleepMs },
      nextTryMs: sleepMs + this.#remembered.rests * this.#intervalMs,
    });
    this.#remember();
    this.#time.stop();
    this.#wifi.stop();
    // In a turn of its own: nothing behind it runs, and who has seen enough may still stop it.
    clock.set(() => {
      if (this.#whenDone) this.#whenDone();
      else sleep.deepSleep(sleepMs);
    }, 0);
  }

  /** After a waking that reached nothing the radio rests, longer each time. */
  #planRests(isPublished: boolean): void {
    const remembered = this.#remembered;
    if (this.#rests) {
      remembered.rests--;
      return;
    }
    // A long backlog may take several wakings.
    const isReached = isPublished || (this.#publisher?.waiting ?? 0) < this.#toSend;
    remembered.failures = isReached ? 0 : Math.min(255, remembered.failures + 1);
    remembered.rests = isReached ? 0 : restsAfter(remembered.failures, this.#intervalMs);
  }

  #remember(): void {
    const remembered = this.#remembered;
    this.#memory.write({
      ...remembered,
      ...(!this.#rests && { channel: this.#wifi.channel ?? 0, address: this.#link?.address }),
      refusesPipelining: this.#pipelining.refusedBy.size > 0,
    });
  }

  /** See Program. */
  uncaught(where: string, error: unknown): void {
    this.#guard.fault(where, error);
  }

  /** Lets what is under way come to its end, and stays awake. */
  async stop({ drainMs }: StopOptions): Promise<StopResult> {
    await new Promise<void>((resolve) => {
      this.#ports.clock.set(resolve, drainMs);
      this.#whenDone = resolve;
    });
    const { waiting, dropped, lost } = this.#publisher ?? { waiting: 0, dropped: 0, lost: 0 };
    const unsent = waiting + dropped + lost;
    this.#wifi.stop();
    this.#tell({ level: 'debug', event: 'stopped', unsent });
    return { unsent };
  }

  // ---- the Wi-Fi's events

  joined(): void {
    this.#isJoined = true;
    this.#setClock();
    this.#advance();
  }

  left(): void {
    this.#isJoined = false;
  }

  /** Sets the clock when that was long ago; sending waits for it only where there is none. */
  #setClock(): void {
    const { clock, wallClock } = this.#ports;
    const unixMs = wallClock.unixMs();
    const nowS = unixMs === undefined ? undefined : unixMs / 1000;
    if (nowS !== undefined && nowS - this.#remembered.clockSetS < DAY_S) return;
    this.#isSetting = true;
    this.#patience = clock.set(() => {
      this.#clockDone();
    }, CLOCK_PATIENCE_MS);
    wallClock.synchronize((error) => {
      if (!error) this.#clockSet(nowS === undefined);
      this.#clockDone();
    });
  }

  #clockSet(isFirst: boolean): void {
    const { startUnixMs } = this.#time;
    if (startUnixMs === undefined) return;
    const unixS = Math.floor((this.#ports.wallClock.unixMs() ?? 0) / 1000);
    this.#remembered.clockSetS = unixS;
    this.#publisher?.clockSet(startUnixMs);
    if (isFirst) this.#tell({ level: 'info', event: 'clock', state: 'set', unixS });
  }

  #clockDone(): void {
    this.#isSetting = false;
    this.#clearPatience();
    this.#advance();
  }

  #clearPatience(): void {
    this.#ports.clock.clear(this.#patience);
    this.#patience = undefined;
  }

  // ---- the interval's events

  setInterval(intervalMs: number): void {
    this.#intervalMs = Math.max(SHORTEST_SLEEP_MS, intervalMs);
  }

  answer(problem: string): void {
    const payload = problemPayload(problem, this.#sealing);
    if (this.#topics) this.#link?.publish(this.#topics.error, payload);
  }
}

const LONGEST_SLEEP_MS = 86_400_000;
