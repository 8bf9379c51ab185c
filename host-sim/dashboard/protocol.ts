/**
 * What goes between the simulator and the page: rows of a few tables, whole at first and
 * then those that have changed; and what a person asks for. Times are Unix milliseconds of
 * the simulated world.
 */

export type Id = string | number;

/** A moment's truth, and what became of it on its way to the broker. */
export interface PointRow {
  readonly id: Id;
  readonly atMs: number;
  /** °C and %. */
  readonly truth: Pair;
  /** What the station read; null when it could not. Absent where it did not measure. */
  readonly read?: Pair | null;
  /** What the broker has acknowledged; null when there was nothing to publish. */
  readonly published?: Pair | null;
  /** Why it could not read. */
  readonly failure?: string;
}

export type Pair = readonly [temperatureC: number, humidityPercent: number];

export interface LogRow {
  readonly id: number;
  readonly atMs: number;
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly subject: string;
  readonly text: string;
}

export type Lane = 'power' | 'wifi' | 'mqtt';
/** How it is: well, on its way, broken, or nothing to be said. */
export type Mood = 'good' | 'busy' | 'bad' | 'none';

/** A state from one moment to another. */
export interface BandRow {
  readonly id: number;
  readonly lane: Lane;
  readonly mood: Mood;
  readonly label: string;
  readonly fromMs: number;
  /** Absent while it holds. */
  readonly toMs?: number;
}

/** Something that was done or happened, for the line under the chart. */
export interface MarkRow {
  readonly id: number;
  readonly kind: 'fault' | 'air' | 'start';
  readonly label: string;
  readonly fromMs: number;
  /** Absent while it holds. */
  readonly toMs?: number;
}

/** A part of a packet. */
export interface Field {
  readonly name: string;
  /** As mqtt-packet reads it; in words. */
  readonly value: string;
  readonly kind: 'head' | 'length' | 'text' | 'id' | 'flags' | 'payload' | 'secret';
  readonly at: number;
  readonly length: number;
}

export interface PacketRow {
  readonly id: number;
  readonly atMs: number;
  readonly connection: number;
  readonly toBroker: boolean;
  readonly type: string;
  /** In few words. */
  readonly summary: string;
  readonly bytes: number;
  /** Of the first bytes. */
  readonly hex: string;
  readonly fields: readonly Field[];
  /** What the judge has against it. */
  readonly problem?: string;
}

/** A reading on its way: what is not there yet is absent. */
export interface WayRow {
  readonly id: number;
  readonly atMs: number;
  readonly startLowUs: number;
  readonly truth: Pair;
  /** Widths in µs, positive where the line was high; empty without an answer. */
  readonly widths: readonly number[];
  readonly bytes?: readonly number[];
  readonly failure?: { readonly name: string; readonly meaning: string; readonly check: string };
  readonly read?: Pair;
  readonly payload?: string;
  /** The PUBLISH that carried it, the last time. */
  readonly packet?: PacketRow;
  readonly sends?: number;
  readonly acknowledgedMs?: number;
  readonly acknowledgement?: PacketRow;
  /** How the station calls it when it is over. */
  readonly end?: 'published' | 'failed';
}

export interface TopicRow {
  /** The topic. */
  readonly id: string;
  readonly payload: string;
  readonly previous?: string;
  readonly bytes: number;
  readonly qos: number;
  /** What the broker retains; absent when it retains nothing. */
  readonly kept?: string;
  readonly count: number;
  readonly perMinute: number;
  readonly atMs: number;
  readonly from: string;
}

/** What Home Assistant would make of a discovery message. */
export interface DiscoveryRow {
  /** Its topic. */
  readonly id: string;
  /** Undefined when nothing is made of it. */
  readonly device?: string;
  /** Of the device: what it is. */
  readonly detail?: string;
  readonly entities: readonly DiscoveredEntity[];
  readonly complaints: readonly DiscoveryComplaint[];
}

export interface DiscoveredEntity {
  /** Like `sensor.desk_temperature`. */
  readonly id: string;
  readonly name: string;
  readonly state: 'available' | 'unavailable' | 'unknown';
  /** With its unit; empty without one. */
  readonly value: string;
  /** Why it is not available, or what was passed over; empty when all is well. */
  readonly why: string;
  /** When the value is given up; absent when it never is. */
  readonly expiresMs?: number;
}

export interface DiscoveryComplaint {
  readonly effect: 'refused' | 'ignored' | 'advice' | 'not checked';
  readonly where: string;
  readonly what: string;
}

/** A fault that holds, or comes again and again. */
export interface ActiveRow {
  readonly id: number;
  readonly fault: string;
  readonly title: string;
  readonly values: string;
  readonly sinceMs: number;
  readonly untilMs?: number;
  readonly everyMs?: number;
}

/** How the board is at the moment. */
export interface VitalsRow {
  readonly id: 'board';
  /** The station's name; empty before it has told it. */
  readonly station: string;
  readonly nowMs: number;
  readonly startMs: number;
  readonly bootMs: number | null;
  readonly boots: number;
  readonly reset: string;
  readonly isRunning: boolean;
  readonly isPaused: boolean;
  readonly speed: number;
  readonly wifi: LinkVitals;
  readonly mqtt: LinkVitals;
  readonly rssi: number | null;
  readonly sensor: { readonly ok: boolean; readonly why: string; readonly check: string };
  readonly clockSet: boolean;
  readonly slots: number | null;
  readonly compute: number | null;
  readonly counts: Counts;
  readonly truth: Pair;
  /** How many disturbances were recorded, and whether there is no room for more. */
  readonly steps: number;
  readonly isRecordFull: boolean;
  /** Messages of topics that there was no room for. */
  readonly topicsLeftOut: number;
}

export interface LinkVitals {
  readonly mood: Mood;
  readonly label: string;
  readonly detail: string;
  /** Why it is so, and what to check; empty when all is well. */
  readonly why: string;
  readonly check: string;
  /** When it tries again. */
  readonly retryMs: number | null;
}

export interface Counts {
  readonly measured: number;
  readonly failed: number;
  readonly accepted: number;
  readonly published: number;
  readonly waiting: number;
  readonly dropped: number;
  readonly connects: number;
  readonly bytesSent: number;
  readonly bytesReceived: number;
}

export interface Rows {
  readonly vitals: VitalsRow;
  readonly points: PointRow;
  readonly log: LogRow;
  readonly bands: BandRow;
  readonly marks: MarkRow;
  readonly packets: PacketRow;
  readonly ways: WayRow;
  readonly topics: TopicRow;
  readonly active: ActiveRow;
  readonly discovery: DiscoveryRow;
}

export type TableName = keyof Rows;

export interface Change<R> {
  readonly put?: readonly R[];
  readonly drop?: readonly Id[];
}

export type Changes = { readonly [N in TableName]?: Change<Rows[N]> };

/** A fault as the page offers it. */
export interface OfferedFault {
  readonly id: string;
  readonly group: string;
  readonly title: string;
  readonly does: string;
  readonly seen: string;
  readonly lasts: boolean;
  readonly parameters: readonly {
    readonly name: string;
    readonly what: string;
    readonly minimum: number;
    readonly maximum: number;
    readonly preset: number;
  }[];
}

/** What does not change in a run. */
export interface About {
  readonly version: string;
  readonly board: string;
  readonly sensor: string;
  readonly pin: number;
  readonly seed: number;
  readonly engine: string;
  /** Why it is no other engine. */
  readonly engineNote: string;
  readonly broker: string;
  readonly isEmbedded: boolean;
  readonly canPace: boolean;
  readonly intervalMs: number;
  readonly climate: string;
  /** It was brought by a person, in place of the command line's. */
  readonly isClimateBrought: boolean;
  readonly homeCare: boolean;
  /** What begins a run like this one, and what begins any. */
  readonly command: string;
  readonly start: string;
  readonly keptMs: number;
}

export type ToPage =
  | {
      readonly kind: 'hello';
      readonly about: About;
      readonly faults: readonly OfferedFault[];
      readonly tables: Changes;
    }
  | { readonly kind: 'changes'; readonly tables: Changes }
  | { readonly kind: 'file'; readonly name: string; readonly text: string }
  | { readonly kind: 'refused'; readonly why: string };

/** What a person asks for. */
export type Command =
  | { readonly do: 'pause' | 'resume' | 'step' }
  | { readonly do: 'speed'; readonly speed: number }
  | {
      readonly do: 'begin';
      readonly fault: string;
      readonly values: Readonly<Record<string, number>>;
      /** Until it is ended, when neither this nor `once` is said. */
      readonly forMs?: number;
      /** Again each time that so long has passed. */
      readonly everyMs?: number;
      /** It ends behind the next answer of the sensor. */
      readonly once?: boolean;
    }
  | { readonly do: 'end'; readonly id: number }
  | { readonly do: 'end air' }
  | {
      readonly do: 'restart';
      readonly seed: number;
      /** A recording as CSV; null takes the one of the command line again. */
      readonly climate?: { readonly name: string; readonly text: string } | null;
    }
  | {
      readonly do: 'publish';
      readonly topic: string;
      readonly payload: string;
      readonly qos: 0 | 1 | 2;
      readonly retain: boolean;
    }
  | { readonly do: 'save'; readonly title: string };
