/** A recipe with TLS, with certificates that are made for it. */

import type { IClientOptions } from 'mqtt';
import { readFileSync } from 'node:fs';
import { type Certificates, makeCertificates } from '../../kit/certificates';
import type { Mosquitto } from '../../kit/mosquitto';
import { addUsers, recipeFolder, startRecipe } from '../../kit/recipe';

export class TlsBroker {
  readonly broker: Mosquitto;
  readonly certificates: Certificates;
  readonly #passwords: Readonly<Record<string, string>>;

  private constructor(
    broker: Mosquitto,
    certificates: Certificates,
    passwords: Readonly<Record<string, string>>,
  ) {
    this.broker = broker;
    this.certificates = certificates;
    this.#passwords = passwords;
  }

  static async start(
    recipe: string,
    passwords: Readonly<Record<string, string>> = {},
  ): Promise<TlsBroker> {
    const folder = recipeFolder();
    addUsers(folder, passwords);
    const certificates = makeCertificates(folder);
    return new TlsBroker(await startRecipe(folder, recipe), certificates, passwords);
  }

  /** How mqtt.js connects as nobody. */
  get anonymous(): IClientOptions {
    const ca = readFileSync(this.certificates.ca);
    return { protocol: 'mqtts', host: '127.0.0.1', port: this.broker.port, ca };
  }

  withPassword(username: string): IClientOptions {
    return { ...this.anonymous, username, password: this.#passwords[username]! };
  }

  withCertificate(commonName: string, made = this.certificates): IClientOptions {
    const cert = readFileSync(made.clientCertificate(commonName));
    const key = readFileSync(made.clientKey(commonName));
    return { ...this.anonymous, cert, key };
  }
}
