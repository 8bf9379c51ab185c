/**
 * How the board and the embedded broker know each other: by TLS, a user name and
 * password, and a key for payloads, as the command line asks for.
 */

import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsSettings } from '../firmware/station/tls-settings';
import { keysProblem } from '../firmware/station/sealing';
import type { Identity } from './broker/authority';
import { commandFor } from './invocation';
import type { Options, Trust } from './options';
import {
  certificateSetting,
  fileProblem,
  keySetting,
  ownCertificateSetting,
  pairProblem,
  shownPath,
} from './pem';
import { ThrowAway } from './throw-away';
import { UsageError } from './usage-error';

export interface Login {
  readonly user: string;
  readonly password: string;
}

export interface Desk {
  /** The board's. */
  readonly tls?: TlsSettings;
  readonly payloadKey?: string;
  readonly server?: { readonly identity: Identity; readonly ca: string };
  readonly login?: Login;
  readonly derivesPassword?: boolean;
  /** What a person should know of it: where it lies, never what it is. */
  readonly notes: readonly string[];
}

export type Secrets = Readonly<Record<'PAYLOAD_KEY' | 'MQTT_PASSWORD', string | undefined>>;

const USER = 'board';
const GENKEY = `${commandFor('payload')} genkey`;

/** `folder` is where throw-away secrets lie, and `shown` is it for people. Throws a {@link UsageError}. */
export async function deskOf(
  options: Options,
  secrets: Secrets,
  folder: string,
  shown: string,
): Promise<Desk> {
  const throwAway = new ThrowAway(folder);
  const notes: string[] = [];
  const made = {
    ...(options.encrypt && { payloadKey: payloadKey(secrets, throwAway, shown, notes) }),
    ...(options.auth && { login: login(secrets, throwAway, shown, notes) }),
    ...passwordOf(options, secrets),
    ...(options.derive && { derivesPassword: true }),
  };
  if (options.console !== undefined) notes.push(consoleNote(options.console));
  if (!options.tls) return { ...made, ...trustOf(options), notes };
  const { ca, broker, board } = await throwAway.certificates();
  notes.push(`certificates in ${shown}: --cafile ${shown}/ca.pem for mosquitto_sub and its like`);
  const tls = {
    ca: certificateSetting(ca),
    certificate: ownCertificateSetting(board.chain),
    key: keySetting(board.key),
  };
  return { ...made, tls, server: { identity: broker, ca }, notes };
}

function payloadKey(
  { PAYLOAD_KEY: given }: Secrets,
  throwAway: ThrowAway,
  shown: string,
  notes: string[],
): string {
  if (given !== undefined && given !== '') {
    const problem = keysProblem(given);
    if (problem !== undefined) throw new UsageError(`PAYLOAD_KEY ${problem}; ${GENKEY} makes one`);
    notes.push('payloads are encrypted with the key in PAYLOAD_KEY');
    return given;
  }
  notes.push(`payloads are encrypted with the key in ${shown}/payload-key`);
  const kept = throwAway.text('payload-key', () => `${randomBytes(32).toString('base64url')}=`);
  if (keysProblem(kept) === undefined) return kept;
  throw new UsageError(
    `${shown}/payload-key is damaged: no payload key is in it; delete it, and a new one is made`,
  );
}

function login(
  { MQTT_PASSWORD: given }: Secrets,
  throwAway: ThrowAway,
  shown: string,
  notes: string[],
): Login {
  if (given !== undefined && given !== '') {
    notes.push(`the broker wants user ${USER} with the password in MQTT_PASSWORD`);
    return { user: USER, password: given };
  }
  notes.push(`the broker wants user ${USER} with the password in ${shown}/password`);
  const password = throwAway.text('password', () => randomBytes(18).toString('base64url'));
  return { user: USER, password };
}

/** For a user of an outside broker whose password is not on the command line, where others see it. */
export function passwordOf(
  { broker }: Pick<Options, 'broker'>,
  { MQTT_PASSWORD: password }: Secrets,
): { login?: Login } {
  if (broker?.user === undefined || broker.password !== undefined || !password) return {};
  return { login: { user: broker.user, password } };
}

/** For an outside broker with TLS. */
export function trustOf({ broker, caFile, certFile, keyFile, insecure }: Trust): {
  readonly tls?: TlsSettings;
} {
  if (!broker?.secure) return {};
  const tls = {
    ...(caFile !== undefined && { ca: fromPem('ca', caFile, certificateSetting) }),
    ...(certFile !== undefined && {
      certificate: fromPem('cert', certFile, ownCertificateSetting),
    }),
    ...(keyFile !== undefined && { key: fromPem('key', keyFile, keySetting) }),
    ...(insecure && { insecure: true }),
  };
  const { certificate, key } = tls;
  const problem = certificate && key ? pairProblem(certificate, key) : undefined;
  if (problem !== undefined) throw new UsageError(`--cert and --key: ${problem}`);
  return { tls };
}

function fromPem(option: string, file: string, read: (pem: string) => string): string {
  try {
    return read(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new UsageError(`--${option}${shownPath(file)}: ${fileProblem(error)}`);
  }
}

function consoleNote(port: number): string {
  return `the board's console: ${commandFor('provision')} --port 127.0.0.1:${port}`;
}
