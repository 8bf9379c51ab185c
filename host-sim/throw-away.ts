/**
 * What the simulator needs to show security, and what is worth nothing elsewhere: a CA and
 * its certificates, a password and a payload key. They lie in a folder that git ignores,
 * so that other programs can use them too, and are made anew when they get old.
 */

import { createPrivateKey, X509Certificate } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Authority, Identity } from './broker/authority';
import { UsageError } from './usage-error';

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
    const kept = existsSync(this.pathOf(name)) ? this.#read(name).trim() : '';
    if (kept !== '') return kept;
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
      if (!isWhole(found)) return undefined;
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

  /** For its owner's eyes only. Throws a {@link UsageError} when something is in the way. */
  #write(name: string, text: string): void {
    try {
      const isNew = makeFolder(this.#folder);
      chmodSync(this.#folder, 0o700);
      // It may lie in anybody's repository.
      if (isNew) writeFileSync(this.pathOf('.gitignore'), '*\n');
      rmSync(this.pathOf(name), { force: true });
      writeFileSync(this.pathOf(name), text, { mode: 0o600 });
    } catch {
      throw new UsageError(`${this.pathOf(name)} cannot be written: take away what is in its way`);
    }
  }
}

/** Whether it had to be made. Step by step: Node's own way never ends where a system refuses with ENOENT, as in /proc. */
function makeFolder(folder: string): boolean {
  if (existsSync(folder)) return false;
  const above = dirname(folder);
  if (above !== folder) makeFolder(above);
  mkdirSync(folder, { mode: 0o700 });
  return true;
}

/** Whether each key is its certificate's, and each certificate the CA's. */
function isWhole({ ca, broker, board }: Certificates): boolean {
  const authority = new X509Certificate(ca);
  return [broker, board].every(({ chain, key }) => {
    const certificate = new X509Certificate(chain);
    return (
      certificate.checkPrivateKey(createPrivateKey(key)) && certificate.verify(authority.publicKey)
    );
  });
}

/** Loaded only where it is needed: most runs have no TLS. */
async function authorityClass(): Promise<typeof Authority> {
  return (await import('./broker/authority')).Authority;
}
