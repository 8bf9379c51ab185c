/** Mosquitto with the recipe passwords.conf, from before the first test of a file until behind its last. */

import type { IClientOptions } from 'mqtt';
import { after, before } from 'node:test';
import { fail } from '../../kit/assert';
import { type Mosquitto, noMosquitto } from '../../kit/mosquitto';
import { addUsers, recipeFolder, startRecipe } from '../../kit/recipe';

export class PasswordsBroker {
  readonly #passwords: Readonly<Record<string, string>>;
  #folder: string | undefined;
  #broker: Mosquitto | undefined;

  /** Without Mosquitto nothing is started. */
  constructor(passwords: Readonly<Record<string, string>>) {
    this.#passwords = passwords;
    if (noMosquitto) return;
    before(() => this.#start());
    after(() => this.#broker?.stop());
  }

  async #start(): Promise<void> {
    this.#folder = recipeFolder();
    addUsers(this.#folder, this.#passwords);
    this.#broker = await startRecipe(this.#folder, 'passwords.conf');
  }

  get broker(): Mosquitto {
    return this.#broker ?? fail('it has not started');
  }

  get folder(): string {
    return this.#folder ?? fail('it has not started');
  }

  /** How mqtt.js connects as a user. */
  as(username: string): IClientOptions {
    const { port } = this.broker;
    return { host: '127.0.0.1', port, username, password: this.#passwords[username]! };
  }
}
