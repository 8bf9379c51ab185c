/** The ports inside XS: each passes on to the object that serves Node's engine too. */

import type { Crypto } from '../../../../firmware/ports/crypto';
import type { KeyValueDomain, KeyValueStore } from '../../../../firmware/ports/key-value';
import type { LogRecord } from '../../../../firmware/ports/log';
import type { Ports } from '../../../../firmware/ports/ports';
import type { Reset, ResetReason } from '../../../../firmware/ports/reset';
import type { WallClock } from '../../../../firmware/ports/wall-clock';
import { GuestClock } from './clock';
import { GuestFlash } from './flash';
import type { Link } from './link';
import { digitalInputOf, pulseLineOf, serialLineOf } from './pins';
import { resolverOf, socketOf, wifiOf } from './network';
import { Remote } from './remote';

export function guestPorts(link: Link, reason: ResetReason, retained: Uint8Array): Ports {
  return {
    clock: new GuestClock(link),
    wallClock: wallClockOf(link),
    random: {
      fill: (into) => {
        into.set(link.ask('random', into.length) as Uint8Array);
      },
    },
    crypto: cryptoOf(link),
    log: {
      write: (record: LogRecord) => {
        link.post('log', { ...record });
      },
    },
    console: {
      dropped: 0,
      write: (text) => {
        link.post('console write', text);
      },
      listen: ({ onReadable }) => {
        const handle = link.open((_name, [bytes]) => {
          onReadable(bytes as Uint8Array);
        });
        link.post('console listen', handle);
      },
    },
    keyValue: keyValueOf(link),
    flash: new GuestFlash(link),
    reset: resetOf(link, reason),
    sleep: {
      retained,
      deepSleep: (durationMs) => {
        link.beforeTake?.();
        link.ask('deep sleep', durationMs);
      },
    },
    WiFi: wifiOf(link),
    TCP: socketOf(link, 'TCP'),
    TLS: socketOf(link, 'TLS'),
    Resolver: resolverOf(link),
    PulseLine: pulseLineOf(link),
    DigitalInput: digitalInputOf(link),
    SerialLine: serialLineOf(link),
  };
}

function wallClockOf(link: Link): WallClock {
  let pending: number | undefined;
  const forget = (): void => {
    if (pending !== undefined) link.close(pending);
    pending = undefined;
  };
  return {
    unixMs: () => link.unixMs,
    synchronize: (callback) => {
      const handle = link.open((_name, [error]) => {
        forget();
        callback(error as Error | null);
      });
      try {
        link.ask('synchronize', handle);
        pending = handle;
      } catch (error) {
        link.close(handle);
        throw error;
      }
    },
    cancel: () => {
      forget();
      link.ask('cancel synchronization');
    },
  };
}

function cryptoOf(link: Link): Crypto {
  return {
    sha256: (data) => link.ask('crypto', 'sha256', [data]) as Uint8Array,
    hmacSha256: (key, data) => link.ask('crypto', 'hmacSha256', [key, data]) as Uint8Array,
    encryptAes128Cbc: (key, iv, plain) =>
      link.ask('crypto', 'encryptAes128Cbc', [key, iv, plain]) as Uint8Array,
    decryptAes128Cbc: (key, iv, cipher) =>
      link.ask('crypto', 'decryptAes128Cbc', [key, iv, cipher]) as Uint8Array | undefined,
  };
}

function keyValueOf(link: Link): KeyValueStore {
  return {
    open: ({ path }): KeyValueDomain => {
      const remote = new Remote(link, 'Domain', { path });
      return {
        read: (key) => remote.call('read', key) as Uint8Array | undefined,
        write: (key, value) => {
          remote.call('write', key, value);
        },
        delete: (key) => {
          remote.call('delete', key);
        },
        keys: () => remote.call('keys') as string[],
        close: () => {
          remote.close();
        },
      };
    },
  };
}

function resetOf(link: Link, reason: ResetReason): Reset {
  return {
    reason,
    restart: () => {
      link.beforeTake?.();
      link.ask('restart');
    },
  };
}
