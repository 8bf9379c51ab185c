/**
 * Settings over the board's console, for a person or `npm run provision`. A command is a
 * line, and so is each answer, which begins with `>`; the last one of a command is `> ok`
 * or `> error: …`. Nothing is echoed, and no secret is ever shown.
 *
 *     settings            what is set here; of secrets only that they are
 *     set NAME TEXT       sets one; TEXT goes to the end of the line, or is text in JSON
 *     add NAME TEXT       adds to it: a line has 512 bytes at most
 *     unset NAME          back to what the board was flashed with
 *     check               what is wrong with all of it
 *     factory reset       forgets everything that was set, and what came over MQTT
 *     restart             with what is set now
 */

import { inspect, TEXT_MALFORMED, toText } from '../mqtt/text';
import type { Console } from '../ports/console';
import type { Problem } from './checker';
import { ConsoleLines, LONGEST_LINE } from './console-lines';
import { nearest } from './did-you-mean';
import { NAMES, SECRETS } from './flat-settings';
import type { KeptSettings } from './kept-settings';
import { messageOf } from './message-of';

/** More than any setting has. */
const LONGEST_TEXT = 6_000;

export interface ProvisioningOwner {
  /** What is wrong with the settings that hold after a restart. */
  problems(): readonly Problem[];
  restart(): void;
}

export class Provisioning {
  readonly #console: Console;
  readonly #kept: KeptSettings;
  readonly #owner: ProvisioningOwner;

  constructor(console: Console, kept: KeptSettings, owner: ProvisioningOwner) {
    this.#console = console;
    this.#kept = kept;
    this.#owner = owner;
  }

  listen(): void {
    const lines = new ConsoleLines((line) => {
      this.#answer(line);
    });
    this.#console.listen({
      onReadable: (bytes) => {
        lines.readable(bytes);
      },
    });
  }

  #answer(line: Uint8Array | 'too long'): void {
    const problem = this.#perform(line);
    this.#say(problem === undefined ? 'ok' : `error: ${problem}`);
  }

  #say(text: string): void {
    this.#console.write(`> ${text}\r\n`);
  }

  /** What went wrong, or undefined. */
  #perform(line: Uint8Array | 'too long'): string | undefined {
    if (line === 'too long') return `a line has ${LONGEST_LINE} bytes at most; add NAME adds more`;
    if (inspect(line, 0, line.length) === TEXT_MALFORMED) return 'this is not UTF-8 text';
    const text = toText(line, 0, line.length);
    try {
      return this.#command(text);
    } catch (error) {
      return messageOf(error);
    }
  }

  #command(line: string): string | undefined {
    const [command = '', name, rest] = parts(line);
    const isWhole = name === undefined;
    if (command === 'settings' && isWhole) {
      this.#list();
      return undefined;
    }
    if (command === 'check' && isWhole) return this.#check();
    if (line === 'factory reset') {
      this.#kept.clear();
      return undefined;
    }
    if (command === 'restart' && isWhole) {
      this.#owner.restart();
      return undefined;
    }
    const takesText = command === 'set' || command === 'add';
    if ((!takesText && command !== 'unset') || name === undefined) return UNKNOWN;
    if (!NAMES.includes(name)) return unknownName(name);
    if (!takesText) this.#kept.unset(name);
    else return this.#set(name, rest ?? '', command === 'add');
    return undefined;
  }

  #set(name: string, rest: string, isMore: boolean): string | undefined {
    const text = rest.startsWith('"') ? fromJson(rest) : rest;
    if (text === undefined) return 'text that begins with a quotation mark must be JSON';
    const whole = isMore ? `${this.#kept.texts[name] ?? ''}${text}` : text;
    if (new Uint8Array(ArrayBuffer.fromString(whole)).length > LONGEST_TEXT) {
      return `${name} is too long: ${LONGEST_TEXT} bytes at most`;
    }
    this.#kept.set(name, whole);
    return undefined;
  }

  #list(): void {
    const { texts } = this.#kept;
    for (const name of NAMES) {
      const text = texts[name];
      if (text === undefined) continue;
      this.#say(SECRETS.includes(name) ? `${name} is set` : `${name} ${JSON.stringify(text)}`);
    }
  }

  #check(): string | undefined {
    const problems = this.#owner.problems();
    for (const { field, message } of problems) this.#say(`${field} ${message}`);
    return problems.length === 0 ? undefined : 'these settings cannot be';
  }
}

const UNKNOWN =
  'there are settings, set NAME TEXT, add NAME TEXT, unset NAME, check, factory reset and restart';

function unknownName(name: string): string {
  const guess = nearest(name, NAMES);
  return guess === undefined
    ? `there is no such setting; there are ${NAMES.join(', ')}`
    : `there is no such setting; did you mean ${guess}?`;
}

/** The command, the name, and all behind the space that follows it. */
function parts(line: string): (string | undefined)[] {
  const first = line.indexOf(' ');
  if (first < 0) return [line];
  const rest = line.slice(first + 1);
  const second = rest.indexOf(' ');
  const command = line.slice(0, first);
  if (second < 0) return [command, rest];
  return [command, rest.slice(0, second), rest.slice(second + 1)];
}

function fromJson(text: string): string | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : undefined;
  } catch {
    return undefined;
  }
}
