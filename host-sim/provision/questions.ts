/** The questions to a person; the board itself judges each answer as it is given. */

import { SECRETS } from '../../firmware/station/flat-settings';
import { boardSettings, VARIABLES, variableOf, withFiles } from '../chip/board-settings';
import { UsageError } from '../usage-error';
import { type BoardConsole, BoardRefusal } from './board-console';
import type { Prompt } from './prompt';
import { inWords, refusalText } from './words';

/** Those that a person is asked for; the others are for files. */
export const ASKED: readonly string[] = [
  ...['WIFI_SSID', 'WIFI_PASSWORD', 'MQTT_HOST', 'MQTT_PORT', 'MQTT_USER', 'MQTT_PASSWORD'],
  ...['MQTT_CA', 'PAYLOAD_KEY', 'DEVICE_ID'],
];

type Settings = Readonly<Record<string, string>>;

export class Questions {
  readonly #board: BoardConsole;
  readonly #prompt: Prompt;
  readonly #read: (path: string) => string;
  /** What was taken so far, by the firmware's names. */
  #given: Settings = {};
  /** What the board has against all that would hold now. */
  #problems: readonly string[] = [];

  /** `read` gives the text of a file that an answer names. */
  constructor(board: BoardConsole, prompt: Prompt, read: (path: string) => string) {
    this.#board = board;
    this.#prompt = prompt;
    this.#read = read;
  }

  /** Asks until all is answered, and sets it, unsaved; returns how many settings were given. */
  async ask(): Promise<number> {
    this.#problems = await this.#board.problems();
    for (const variable of ASKED) await this.#askFor(variable);
    return Object.keys(this.#given).length;
  }

  /** Asks again where a person can answer again. */
  async #askFor(variable: string): Promise<void> {
    const isSecret = SECRETS.includes(VARIABLES[variable]!);
    for (;;) {
      const text = await this.#prompt.ask(`${variable} `, isSecret);
      const problem = text === '' ? this.#against(variable) : await this.#take(variable, text);
      if (problem === '') return;
      if (!this.#prompt.canAskAgain) throw new UsageError(`${problem}; nothing is changed`);
      this.#prompt.tell(problem);
    }
  }

  /** What is wrong with a setting that was left as it is; empty when nothing is. */
  #against(variable: string): string {
    return inWords(this.#problems.filter((line) => isOf(variable, line)));
  }

  /** What is wrong with an answer; empty when it was taken. */
  async #take(variable: string, text: string): Promise<string> {
    const settings = this.#settingsOf(variable, text);
    if (typeof settings === 'string') return settings;
    const problem = await this.#tried(variable, settings);
    if (problem === '') this.#given = { ...this.#given, ...settings };
    else {
      await this.#board.ask('discard');
      await this.#set(this.#given);
    }
    return problem;
  }

  #settingsOf(variable: string, text: string): Settings | string {
    try {
      return boardSettings(withFiles({ [variable]: text }, this.#read));
    } catch (error) {
      return (error as Error).message;
    }
  }

  async #tried(variable: string, settings: Settings): Promise<string> {
    try {
      await this.#set(settings);
    } catch (error) {
      if (error instanceof BoardRefusal) return refusalText(error);
      throw error;
    }
    const problems = await this.#board.problems();
    const wrong = problems.filter((line) => isOf(variable, line) || !this.#problems.includes(line));
    if (wrong.length === 0) this.#problems = problems;
    return inWords(wrong);
  }

  async #set(settings: Settings): Promise<void> {
    for (const [name, text] of Object.entries(settings)) await this.#board.set(name, text);
  }
}

function isOf(variable: string, line: string): boolean {
  return variableOf(line.split(' ', 1)[0]!) === variable;
}
