/** The address of an outside broker, as it is written on the command line. */

import { isIPv4 } from 'node:net';
import { domainToASCII } from 'node:url';
import { UsageError } from './usage-error';

export interface OutsideBroker {
  readonly host: string;
  readonly port: number;
  readonly user?: string;
  readonly password?: string;
  /** By TLS. */
  readonly secure?: boolean;
}

const BROKER_FORM =
  'write mqtt://host, mqtt://host:1883 or mqtt://user:password@host:1883, or mqtts:// for TLS';

/** Never repeats the URL in a message: it may hold a password. */
export function brokerOf(text: string): OutsideBroker {
  const url = brokerUrl(text);
  const secure = url.protocol === 'mqtts:';
  if ((!secure && url.protocol !== 'mqtt:') || url.hostname === '')
    throw new UsageError(`--broker: ${BROKER_FORM}`);
  if (url.hostname.startsWith('[')) {
    throw new UsageError(
      '--broker: the sockets of the ESP32 take IPv4 only; use a name or 1.2.3.4',
    );
  }
  if ((url.pathname !== '' && url.pathname !== '/') || url.search !== '' || url.hash !== '') {
    throw new UsageError(
      '--broker: there is something behind the port; in user and password write / ? # as %2F %3F %23',
    );
  }
  return {
    host: hostOf(url.hostname),
    port: portOf(url.port, secure ? 8883 : 1883),
    ...credentials(url),
    ...(secure && { secure }),
  };
}

function brokerUrl(text: string): URL {
  try {
    return new URL(text);
  } catch {
    // A port above 65535 is no URL either. With a / # ? before it, it may be a password.
    const port = /^mqtts?:\/\/(?:[^/?#]*@)?[^@:/?#]+:(\d+)\/?$/i.exec(text)?.[1];
    if (port !== undefined) throw badPort(port);
    throw new UsageError(`--broker: this is no URL; ${BROKER_FORM}`);
  }
}

function portOf(text: string, preset: number): number {
  if (text === '') return preset;
  if (text === '0') throw badPort(text);
  return Number(text);
}

function badPort(text: string): UsageError {
  return new UsageError(`--broker: port ${text}: write 1 to 65535`);
}

/** The name as DNS knows it: URL itself converts host names only for http and its like. */
function hostOf(name: string): string {
  // As in browsers, a number at the end makes it an address, and 1.2.3 would become 1.2.0.3.
  if (/(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/i.test(name) && !isIPv4(name)) {
    throw new UsageError(
      '--broker: the host looks like an IPv4 address and is none; write four numbers from 0 to 255',
    );
  }
  const ascii = domainToASCII(name);
  if (ascii === '') throw new UsageError('--broker: no host can have this name');
  return ascii;
}

function credentials(url: URL): Pick<OutsideBroker, 'user' | 'password'> {
  const user = decode(url.username);
  const password = decode(url.password);
  if (user === '' && password !== '') {
    throw new UsageError('--broker: a password needs a user name before it');
  }
  return { ...(user !== '' && { user }), ...(password !== '' && { password }) };
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new UsageError('--broker: write a % in user or password as %25');
  }
}
