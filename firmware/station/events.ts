/**
 * What the station tells the log. The records are flat and their fields have
 * one type each, so that a program can read them; event-text.ts makes lines of
 * them for people. None ever holds a credential.
 */

import type { LogRecord } from '../ports/log';

interface Told extends LogRecord {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
}

/** Something that did not work, with its name, its meaning and what to check next. */
interface Failed {
  readonly failure: string;
  readonly meaning: string;
  readonly check: string;
}

export type StationEvent = Told &
  (
    | { event: 'boot'; id: string; reset: string }
    | { event: 'wifi'; state: 'joined'; ssid: string; address: string; rssi: number }
    | ({ event: 'wifi'; state: 'failed'; ssid: string } & Failed)
    | { event: 'wifi'; state: 'lost'; ssid: string }
    | { event: 'clock'; state: 'set'; unixS: number }
    | ({ event: 'clock'; state: 'unset' } & Failed)
    | { event: 'mqtt'; state: 'connected'; broker: string; clientId: string }
    | ({ event: 'mqtt'; state: 'failed' | 'lost'; broker: string; code: number } & Failed)
    | { event: 'mqtt'; state: 'disconnected'; broker: string }
    /** The broker's certificate is not checked. */
    | { event: 'insecure'; broker: string }
    | { event: 'subscription refused'; topic: string; check: string }
    | ({ event: 'sensor'; state: 'failed'; sensor: string } & Failed)
    | { event: 'sensor'; state: 'recovered'; sensor: string; missed: number }
    | { event: 'sensor'; state: 'slower'; sensor: string; minimumIntervalMs: number }
    /** An instrument beside the DHTs. */
    | ({ event: 'instrument'; state: 'failed'; sensor: string } & Failed)
    | { event: 'instrument'; state: 'recovered'; sensor: string; missed: number }
    | { event: 'sampled'; sensor: string; ok: boolean }
    /** A reading is in the outbox; `atMs` is on the monotonic clock. */
    | { event: 'accepted'; temperature: number; humidity: number; atMs: number }
    | { event: 'reading'; topic: string; payload: string }
    /** What an instrument has measured is with the broker. */
    | { event: 'measurement'; topic: string; payload: string }
    | ({ event: 'reading lost'; topic: string; lost: number } & Failed)
    /** Home Assistant is told of the station, or what it was told is taken back. */
    | { event: 'discovery'; state: 'announced' | 'removed'; topic: string }
    | { event: 'settings'; intervalMs: number; source: 'saved' | 'received' }
    | { event: 'settings refused'; problem: string }
    /** There is no network to join: it waits for settings on the console. */
    | { event: 'blank' }
    /** The store that outlasts restarts could not be read or written, and what follows from it. */
    | { event: 'flash'; problem: string }
    | { event: 'backlog'; dropped: number; waiting: number }
    /** `stack` is the engine's own; a host that can read it puts the place into `at`. */
    | {
        event: 'fault';
        where: string;
        message: string;
        /** How often in a row, when it was not told each time. */
        times?: number;
        stack?: string | undefined;
        at?: string;
      }
    /** The program has crashed `crashes` times in a row, and waits. */
    | { event: 'safe mode'; cause: string; crashes: number; retryS: number; check: string }
    /** A board that sleeps is about to: what it sent, what it took, and for how long it sleeps. */
    | {
        event: 'asleep';
        state: 'published' | 'kept';
        waiting: number;
        awakeMs: number;
        radioMs: number;
        roundTrips: number;
        sleepMs: number;
        /** Until the waking that tries the network next. */
        nextTryMs: number;
      }
    | { event: 'stopped'; unsent: number }
  );

/** Takes what happens; the station's view of the log port. */
export type Tell = (event: StationEvent) => void;
