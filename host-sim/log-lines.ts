/** Log records as lines: aligned ones for people, JSON for programs. */

import type { LogLevel, LogRecord } from '../firmware/ports/log';
import { eventLine } from '../firmware/station/event-text';
import type { StationEvent } from '../firmware/station/events';
import type { CareEvent } from './home-care/watch';

/** What the simulator itself has to say, beside the station's events. */
export type HostEvent = { readonly level: LogLevel } & (
  | {
      readonly event: 'start';
      readonly version: string;
      readonly board: string;
      readonly sensor: string;
      readonly pin: number;
      readonly seed: number;
    }
  /** `note` says why it is not XS, when nobody asked for another one. */
  | { readonly event: 'engine'; readonly name: string; readonly note: string | undefined }
  | { readonly event: 'dashboard'; readonly url: string }
  | {
      readonly event: 'broker';
      readonly url: string;
      readonly embedded: boolean;
      readonly takenPort: number | null;
    }
  | {
      readonly event: 'fault begins';
      readonly fault: string;
      readonly lasts: boolean;
      /** What it was told, in words. */
      readonly values: string;
    }
  | { readonly event: 'fault ends'; readonly fault: string }
  /** Somebody else than the board does, at the embedded broker. */
  | {
      readonly event: 'publishes';
      readonly topic: string;
      readonly qos: number;
      readonly retain: boolean;
    }
  | CareEvent
  /** What else a person should know. */
  | { readonly event: 'note'; readonly text: string; readonly subject?: string }
  | {
      readonly event: 'end';
      readonly samples: number;
      readonly failed: number;
      /** Messages, whatever they are. */
      readonly unsent: number;
      /** Of these, those that are readings. */
      readonly readings: number;
      /** Whether an earlier line says how it went with network and broker. */
      readonly explained: boolean;
    }
);

export type LoggedEvent = HostEvent | StationEvent;

const SUBJECT_WIDTH = 8;

/** A line for people, without its end; undefined for what is of no interest to them. */
export function textLine(told: LoggedEvent, unixMs: number): string | undefined {
  const line = lineOf(told);
  if (!line) return undefined;
  const time = localTime(new Date(unixMs));
  const mark = told.level === 'warn' || told.level === 'error' ? '!' : ' ';
  return `${time} ${mark} ${line.subject.padEnd(SUBJECT_WIDTH)} ${line.text}`;
}

/** What a line says, without its time. */
export function lineOf(
  told: LoggedEvent,
): { readonly subject: string; readonly text: string } | undefined {
  const line = hostLine(told) ?? eventLine(told as StationEvent);
  return line && { subject: line.subject, text: printable(line.text) };
}

/** Names that come from elsewhere must not move the cursor or colour the terminal. */
function printable(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return `\\u${code}`;
  });
}

/** A JSON object; undefined for what is below the level of information. */
export function jsonLine(told: LoggedEvent, unixMs: number): string | undefined {
  if (told.level === 'debug') return undefined;
  return JSON.stringify({ time: new Date(unixMs).toISOString(), ...(told as LogRecord) });
}

function hostLine(told: LoggedEvent): { subject: string; text: string } | undefined {
  if (told.event === 'start') {
    const { version, board, sensor, pin, seed } = told;
    const text = `${board} (simulated), ${sensor} on GPIO ${pin}; seed ${seed}, pubsub-xs ${version}`;
    return { subject: 'board', text };
  }
  if (told.event === 'engine') {
    const { name, note } = told;
    return { subject: 'engine', text: note === undefined ? name : `${name}; XS: ${note}` };
  }
  if (told.event === 'dashboard') return { subject: 'page', text: told.url };
  if (told.event === 'broker') {
    const { url, embedded, takenPort } = told;
    if (!embedded) return { subject: 'broker', text: url };
    const moved = takenPort === null ? '' : `; port ${takenPort} was taken`;
    return { subject: 'broker', text: `${url} (embedded${moved})` };
  }
  if (told.event === 'fault begins') {
    const { fault, lasts, values } = told;
    const text = `${fault}${lasts ? ' begins' : ''}${values === '' ? '' : ` (${values})`}`;
    return { subject: 'fault', text };
  }
  if (told.event === 'publishes') {
    const { topic, qos, retain } = told;
    const text = `${topic} was published by hand at QoS ${qos}${retain ? ', retained' : ''}`;
    return { subject: 'message', text };
  }
  if (told.event === 'alert' || told.event === 'monitor') return careLine(told);
  if (told.event === 'note') return { subject: told.subject ?? 'secrets', text: told.text };
  if (told.event === 'fault ends') return { subject: 'fault', text: `${told.fault} ends` };
  if (told.event === 'end') return endLine(told);
  return undefined;
}

function careLine(told: CareEvent): { subject: string; text: string } {
  if (told.event === 'monitor') {
    const { state, why } = told;
    if (state === 'ignored') return { subject: 'monitor', text: why };
    const reason = why === '' ? '' : `: ${why}`;
    return {
      subject: 'monitor',
      text:
        state === 'connected' ? 'watches over the house' : `hears nothing${reason}; trying again`,
    };
  }
  const { state, device, rule, text, to } = told;
  if (state === 'call') return { subject: 'call', text: `${to}: ${device}, ${text}` };
  return { subject: 'alert', text: `${state}: ${rule} of ${device}, ${text}` };
}

function endLine(
  told: LoggedEvent & { event: 'end' },
): { subject: string; text: string } | undefined {
  const { samples, failed, unsent, readings, explained } = told;
  const problems = [];
  const why = explained ? '' : ': the broker has not answered yet';
  const what = readings > 0 ? `${readings} of ${samples} readings` : `${unsent} messages`;
  if (unsent > 0) problems.push(`${what} left unsent${why}`);
  if (failed > 0) problems.push(`${failed} of ${samples} samples failed`);
  return problems.length === 0 ? undefined : { subject: 'station', text: problems.join(', ') };
}

function localTime(date: Date): string {
  return [date.getHours(), date.getMinutes(), date.getSeconds()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
}
