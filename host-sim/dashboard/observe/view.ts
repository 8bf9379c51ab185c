/** Looks at one run of a board, and keeps what the page shows in tables. */

import type { WiFiConnection } from '../../../firmware/ports/wifi';
import type { StationEvent } from '../../../firmware/station/events';
import type { Settings } from '../../../firmware/station/settings';
import { topicsOf } from '../../../firmware/station/topics';
import type { LoggedEvent } from '../../log-lines';
import type { Simulation, Taps } from '../../simulation';
import type { World } from '../../world/world';
import type { Pair, VitalsRow } from '../protocol';
import { Bands } from './bands';
import { ConnectionWatch } from './connections';
import { Counter } from './counter';
import { DiscoveryLens } from './discovery-lens';
import { LinkWatch } from './link-vitals';
import { LogKeeper } from './log-keeper';
import { Marks } from './marks';
import { Points } from './points';
import { Retries } from './retries';
import { KEPT_MS, Tables } from './tables';
import { Topics } from './topics';
import { Ways } from './ways';

interface Meter {
  readonly compute: number;
  readonly currentHeapCount: number;
}

export class BoardView {
  readonly tables = new Tables();
  readonly marks = new Marks(this.tables.marks);
  readonly topics = new Topics(this.tables.topics);
  readonly #discovery = new DiscoveryLens(this.tables.discovery);
  readonly counter = new Counter();
  readonly #log = new LogKeeper(this.tables.log);
  readonly #bands = new Bands(this.tables.bands);
  readonly #points: Points;
  readonly #ways: Ways;
  readonly #retries = new Retries(() => this.#nowMs());
  readonly #links = new LinkWatch(
    this.#bands,
    this.#retries,
    () => this.#nowMs(),
    () => this.#unixMs(),
  );
  readonly #connections = new ConnectionWatch(this.tables.packets, this.#links, this.counter, () =>
    this.#unixMs(),
  );
  #world: World | undefined;
  #simulation: Simulation | undefined;
  #settings: Settings | undefined;
  #startMs: number | undefined;
  #bootMs: number | null = null;
  #boots = 0;
  #station = '';
  #reset = '';
  #isClockSet = false;
  #sleeps = false;
  #meter: Meter | undefined;
  #sensor = { ok: true, why: '', check: '' };
  /** Of the measurement under way. */
  #way: { readonly id: number; readonly atMs: number; readonly truth: Pair } | undefined;
  /** How many steps were recorded, and whether there is room for more. */
  steps = 0;
  isRecordFull = false;

  constructor(model: string) {
    this.#ways = new Ways(this.tables.ways, model);
    this.#points = new Points(this.tables.points, (unixMs) => this.#truth(unixMs));
    this.#connections.onReading = (seen, row) => {
      this.#ways.sent(seen, row);
    };
    this.#connections.onAcknowledged = (packetId, row) => {
      this.#ways.acknowledged(packetId, row);
    };
  }

  /** From now on there is something to look at. */
  attach(simulation: Simulation): void {
    this.#simulation = simulation;
    simulation.stage.broker?.aedes.on('publish', (packet, client) => {
      const { topic, payload, qos, retain } = packet;
      const from = client?.id ?? 'the broker';
      const message = { topic, payload: Buffer.from(payload), qos, retain, from };
      this.topics.take(message, this.#unixMs());
      this.#discovery.take(message, this.#unixMs());
    });
    this.#connections.onPublish = simulation.stage.broker
      ? () => {}
      : (message) => {
          this.topics.take(message, this.#unixMs());
          this.#discovery.take(message, this.#unixMs());
        };
  }

  readonly taps: Taps = {
    world: (world) => {
      this.#world = world;
    },
    answer: (train, startLowUs) => {
      this.#answer(train, startLowUs);
    },
    connection: () => this.#connections.next(),
    timers: this.#retries,
    wifi: (connection: WiFiConnection) => {
      this.#links.wifi(connection);
    },
    halted: () => {
      this.#halted();
    },
  };

  booted(settings: Settings, unixMs: number): void {
    this.#settings = settings;
    if (settings.discovery) this.#discovery.listenTo(settings.discovery.prefix);
    this.#startMs ??= unixMs;
    this.#bootMs = unixMs;
    this.#boots++;
    this.#bands.set('power', 'good', 'runs', unixMs);
  }

  metered(meter: Meter): void {
    this.#meter = meter;
  }

  told(event: LoggedEvent, atMs: number): void {
    this.#log.told(event, atMs);
    const station = event as StationEvent;
    this.#links.told(station);
    this.counter.told(station);
    if (station.event === 'boot') {
      this.#station = station.id;
      this.#reset = station.reset;
      const { base, topic } = this.#settings!;
      this.#connections.reading = topicsOf(base, station.id, topic).reading;
      this.topics.own = `${base}/${station.id}/`;
      this.#sleeps = false;
      // A board that sleeps wakes so often that it says nothing.
      const isNews = this.#boots > 1 && station.reset !== 'deep sleep';
      if (isNews) this.marks.moment('start', `starts (${station.reset})`, atMs);
    }
    if (station.event === 'asleep') this.#sleeps = true;
    if (station.event === 'clock') this.#isClockSet = station.state === 'set';
    if (station.event === 'accepted') this.#accepted([station.temperature, station.humidity]);
    if (station.event === 'reading') this.#published(station.payload);
    if (station.event === 'sensor' && station.state === 'failed') {
      this.#sensor = { ok: false, why: station.meaning, check: station.check };
    }
  }

  /** The time of day in the world. */
  get unixMs(): number {
    return this.#unixMs();
  }

  /** When the board was first switched on. */
  get startMs(): number {
    return this.#startMs ?? this.#unixMs();
  }

  /** Looks at what changes by itself. */
  look(): void {
    const simulation = this.#simulation;
    if (!simulation || this.#startMs === undefined) return;
    const nowMs = simulation.paced?.shownUnixMs ?? simulation.unixMs();
    this.#points.passed(nowMs);
    this.topics.passed(nowMs);
    this.#discovery.look(nowMs);
    this.tables.forgetBefore(nowMs - KEPT_MS);
    this.tables.vitals.put(this.#vitals(nowMs));
  }

  #answer(train: Int16Array | undefined, startLowUs: number): void {
    const atMs = this.#unixMs();
    const truth = this.#truth(atMs);
    const way = this.#ways.answer(train, startLowUs, truth, atMs);
    this.#way = { id: way.id, atMs, truth };
    this.counter.measured(way.failure !== undefined);
    if (way.failure) this.#points.failed(way.id, atMs, truth, way.failure.meaning);
  }

  #accepted(pair: Pair): void {
    this.#sensor = { ok: true, why: '', check: '' };
    const id = this.#ways.accepted(pair);
    const atMs = this.#unixMs();
    const measured = this.#way?.id === id ? this.#way : { atMs, truth: this.#truth(atMs) };
    this.#points.read(id, measured.atMs, measured.truth, pair);
  }

  #published(payload: string): void {
    const done = this.#ways.published(payload);
    if (done) this.#points.published(done.way, done.pair);
  }

  #halted(): void {
    this.#bootMs = null;
    // In deep sleep the clock goes on.
    if (!this.#sleeps) this.#isClockSet = false;
    this.#links.off(this.#sleeps);
    this.#bands.set('power', 'none', this.#sleeps ? 'sleeps' : 'off', this.#unixMs());
  }

  #truth(unixMs: number): Pair {
    const { temperatureC, humidityPercent } = this.#simulation?.stage.air.at(unixMs) ?? {
      temperatureC: 0,
      humidityPercent: 0,
    };
    return [rounded(temperatureC), rounded(humidityPercent)];
  }

  #vitals(nowMs: number): VitalsRow {
    const { stage, paced } = this.#simulation!;
    return {
      ...{
        id: 'board',
        station: this.#station,
        nowMs,
        startMs: this.#startMs!,
        bootMs: this.#bootMs,
      },
      ...{ boots: this.#boots, reset: this.#reset, isRunning: this.#bootMs !== null },
      ...{ isPaused: paced?.pace.isPaused ?? false, speed: paced?.pace.speed ?? 1 },
      ...{ wifi: this.#links.wifiVitals, mqtt: this.#links.mqttVitals },
      rssi: stage.board.link?.ready ? (stage.board.link.accessPoint?.rssi ?? null) : null,
      ...{ sensor: this.#sensor, clockSet: this.#isClockSet },
      slots: this.#meter?.currentHeapCount ?? null,
      compute: this.#meter?.compute ?? null,
      counts: this.counter.counts,
      ...{ truth: this.#truth(nowMs), steps: this.steps },
      ...{ isRecordFull: this.isRecordFull, topicsLeftOut: this.topics.leftOut },
    };
  }

  #unixMs(): number {
    return this.#world?.unixMs() ?? 0;
  }

  #nowMs(): number {
    return this.#world?.clock.now() ?? 0;
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
