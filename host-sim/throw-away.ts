/**
 * What the simulator needs to show security, and what is worth nothing elsewhere: a CA and
 * its certificates, a password and a payload key. They lie in a folder that git ignores,
 * so that other programs can use them too, and are made anew when they get old.
 */

import { X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Authority } from './broker/authority';
import { type Identity } from './broker/authority';

export interface Certificates {
  /** PEM */
  readonly ca: string;
  readonly broker: Identity;
  readonly board: Identity;
}

const DAY_MS = 86_400_000;
const HOSTS = ['localhost', '127.0.0.1'];
const FILES = {
  ca: 'ca.pem',
  broker: ['broker.pem', 'broker-key.pem'],
  board: ['board.pem', 'board-key.pem'],
} as const;

export class ThrowAway {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  pathOf(name: string): string {
    return join(this.#folder, name);
  }

  /** A text that is made once, and kept. */
  text(name: string, make: () => string): string {
    if (existsSync(this.pathOf(name))) return this.#read(name).trim();
    const made = make();
    this.#write(name, `${made}\n`);
    return made;
  }

  async certificates(): Promise<Certificates> {
    return this.#kept() ?? this.#made(await authorityClass());
  }

  #kept(): Certificates | undefined {
    try {
      const ca = this.#read(FILES.ca);
      const found = { ca, broker: this.#identity('broker'), board: this.#identity('board') };
      const ends = [ca, found.broker.chain, found.board.chain].map((pem) =>
        Date.parse(new X509Certificate(pem).validTo),
      );
      return Math.min(...ends) > Date.now() + DAY_MS ? found : undefined;
    } catch {
      return undefined; // not there, or not whole
    }
  }

  #identity(who: 'broker' | 'board'): Identity {
    const [chain, key] = FILES[who];
    return { chain: this.#read(chain), key: this.#read(key) };
  }

  #made(Made: typeof Authority): Certificates {
    const authority = new Made();
    const broker = authority.issue({ name: 'broker', hosts: HOSTS });
    const board = authority.issue({ name: 'board' });
    this.#write(FILES.ca, authority.certificate);
    for (const [who, { chain, key }] of Object.entries({ broker, board })) {
      const [chainFile, keyFile] = FILES[who as 'broker' | 'board'];
      this.#write(chainFile, chain);
      this.#write(keyFile, key);
    }
    return { ca: authority.certificate, broker, board };
  }

  #read(name: string): string {
    return readFileSync(this.pathOf(name), 'utf8');
  }

  /** For its owner's eyes only. */
  #write(name: string, text: string): void {
    mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    writeFileSync(this.pathOf(name), text, { mode: 0o600 });
    chmodSync(this.pathOf(name), 0o600);
  }
}

/** Loaded only where it is needed: most runs have no TLS. */
async function authorityClass(): Promise<typeof Authority> {
  return (await import('./broker/authority')).Authority;
}
