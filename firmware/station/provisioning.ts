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
 *     save                keeps all that was changed, unless something is wrong with it
 *     discard             forgets all that was changed and is not saved
 *     factory reset       forgets everything that was set, and what came over MQTT
 *     restart             with what was saved
 *
 * Until it is saved a change is in memory only, so that nothing is left half done. Who was there
 * before may have left changes, and half a line: a program begins with Ctrl-U and `discard`.
 */

import { inspect, TEXT_MALFORMED, toText } from '../mqtt/text';
import type { Console } from '../ports/console';
import type { Problem } from './checker';
import { ConsoleLines, LONGEST_LINE } from './console-lines';
import { nearest } from './did-you-mean';
import { NAMES, SECRETS, type Texts } from './flat-settings';
import type { KeptSettings } from './kept-settings';
import { messageOf } from './message-of';

/** More than any setting has. */
const LONGEST_TEXT = 6_000;

export interface ProvisioningOwner {
  /** What is wrong with the settings that would hold after a restart with these. */
  problems(given: Texts): readonly Problem[];
  restart(): void;
}

export class Provisioning {
  readonly #console: Console;
  readonly #kept: KeptSettings;
  readonly #owner: ProvisioningOwner;
  /** What was changed and is not saved; undefined takes one back. */
  readonly #draft = new Map<string, string | undefined>();

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
    if (command === 'save' && isWhole) return this.#save();
    if (command === 'discard' && isWhole) {
      this.#draft.clear();
      return undefined;
    }
    if (line === 'factory reset') {
      this.#draft.clear();
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
    if (!takesText) this.#draft.set(name, undefined);
    else return this.#set(name, rest ?? '', command === 'add');
    return undefined;
  }

  #set(name: string, rest: string, isMore: boolean): string | undefined {
    const text = rest.startsWith('"') ? fromJson(rest) : rest;
    if (text === undefined) return 'text that begins with a quotation mark must be JSON';
    const whole = isMore ? `${this.#texts[name] ?? ''}${text}` : text;
    if (new Uint8Array(ArrayBuffer.fromString(whole)).length > LONGEST_TEXT) {
      return `${name} is too long: ${LONGEST_TEXT} bytes at most`;
    }
    this.#draft.set(name, whole);
    return undefined;
  }

  /** What is kept, and over it what is not saved yet. */
  get #texts(): Texts {
    const texts: Record<string, string | undefined> = { ...this.#kept.texts };
    this.#draft.forEach((text, name) => {
      texts[name] = text;
    });
    return texts;
  }

  #save(): string | undefined {
    const problem = this.#check();
    if (problem !== undefined) return problem;
    const before = this.#kept.texts;
    try {
      this.#draft.forEach((text, name) => {
        this.#keep(name, text);
      });
    } catch (error) {
      // The store is full: what was given first must not hold without the rest.
      this.#draft.forEach((_, name) => {
        this.#kept.unset(name);
      });
      this.#draft.forEach((_, name) => {
        this.#keep(name, before[name]);
      });
      throw error;
    }
    this.#draft.clear();
    return undefined;
  }

  #keep(name: string, text: string | undefined): void {
    if (text === undefined) this.#kept.unset(name);
    else this.#kept.set(name, text);
  }

  #list(): void {
    const texts = this.#texts;
    for (const name of NAMES) {
      const text = texts[name];
      if (text === undefined) continue;
      this.#say(SECRETS.includes(name) ? `${name} is set` : `${name} ${JSON.stringify(text)}`);
    }
  }

  #check(): string | undefined {
    const problems = this.#owner.problems(this.#texts);
    for (const { field, message } of problems) this.#say(`${field} ${message}`);
    return problems.length === 0 ? undefined : CANNOT_BE;
  }
}

const CANNOT_BE = 'these settings cannot be, and are not saved: set what is right, or discard them';
const UNKNOWN =
  'there are settings, set NAME TEXT, add NAME TEXT, unset NAME, check, save, discard, factory reset and restart';

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
