/** The ports of Moddable's simulator, as the contract tests see them; the other end of sockets is there too. */

import Listener from 'embedded:io/socket/listener';
import TCP from 'embedded:io/socket/tcp';
import { ModdableClock } from '../../../firmware/moddable/common/clock';
import { ModdableResolver } from '../../../firmware/moddable/common/resolver';
import { ModdableCrypto } from '../../../firmware/moddable/crypto/crypto';
import {
  DesktopConsole,
  DesktopRandom,
  DesktopReset,
  DesktopSleep,
  DesktopWallClock,
} from '../../../firmware/moddable/lin/desktop';
import { desktopInput, DesktopLevel } from '../../../firmware/moddable/lin/digital-input';
import { MemoryFlash } from '../../../firmware/moddable/common/memory-flash';
import { MemoryStore } from '../../../firmware/moddable/lin/memory-store';
import { DesktopPulseLine } from '../../../firmware/moddable/lin/pulse-line';
import { desktopTcp } from '../../../firmware/moddable/lin/tcp';
import { desktopTls } from '../../../firmware/moddable/lin/tls';
import { DesktopLink, desktopWiFi } from '../../../firmware/moddable/lin/wifi';
import type { PulseLineOptions } from '../../../firmware/ports/pulse-line';
import type { Harness, Peer, PeerServer } from '../../firmware/ports/harness';
import { fail } from '../../kit/assert';
import { settled } from '../../kit/xs/test';

const ACCESS_POINT = { SSID: 'contract', password: 'correct horse' };
const SENSOR_PIN = 4;
const INPUT_PIN = 5;
const EMPTY_PIN = 6;
/** The sensor has been on for long. */
const SETTLE_MS = 0;
const PATIENCE_MS = 15_000;

/** Nothing hangs on one of the pins. */
class Line extends DesktopPulseLine {
  readonly #pin: number;

  constructor(options: PulseLineOptions) {
    super(options);
    this.#pin = options.pin;
  }

  override start(lowUs: number): void {
    if (this.#pin !== EMPTY_PIN) super.start(lowUs);
  }
}

class SimulatorPeer implements Peer {
  readonly received: number[] = [];
  ended = false;
  readonly #socket: TCP;
  #waiting: Uint8Array | undefined;
  /** 0 until the socket says otherwise. */
  #window = 0;
  #paused = false;
  #unread = 0;

  constructor(from: TCP) {
    this.#socket = new TCP({
      from,
      onReadable: (count: number) => {
        this.#unread = count;
        this.#read();
      },
      onWritable: (count: number) => {
        this.#window = count;
        this.#write();
      },
      onError: () => {
        this.ended = true;
        this.#socket.close();
      },
    });
  }

  #read(): void {
    if (this.#paused || this.#unread === 0) return;
    this.#unread = 0;
    const bytes = new Uint8Array(this.#socket.read() as ArrayBuffer);
    for (let i = 0; i < bytes.length; i++) this.received.push(bytes[i]!);
  }

  send(bytes: Uint8Array): void {
    this.#waiting = bytes.slice();
    this.#write();
  }

  #write(): void {
    const waiting = this.#waiting;
    if (!waiting) return;
    const count = Math.min(this.#window, waiting.length);
    if (count === 0) return;
    this.#window -= count;
    this.#waiting = count < waiting.length ? waiting.subarray(count) : undefined;
    this.#socket.write(waiting.slice(0, count).buffer);
  }

  end(): void {
    this.#socket.close();
  }

  /** The SDK's sockets know no reset: it is an end like any other. */
  reset(): void {
    this.#socket.close();
  }

  pause(): void {
    this.#paused = true;
  }

  resume(): void {
    this.#paused = false;
    this.#read();
  }
}

function listen(): PeerServer & { readonly close: () => void } {
  let peer: SimulatorPeer | undefined;
  const listener = new Listener({
    onReadable: (count) => {
      for (; count > 0; count--) {
        const from = listener.read();
        if (from) peer = new SimulatorPeer(from);
      }
    },
  });
  const { port } = listener;
  return {
    address: '127.0.0.1',
    port,
    peer: () => peer,
    close: () => {
      (listener as unknown as { close(): void }).close();
    },
  };
}

async function until(what: string, condition: () => boolean): Promise<void> {
  const clock = new ModdableClock();
  while (!condition()) {
    if (clock.now() > PATIENCE_MS) fail(`waited in vain until ${what}`);
    await settled();
  }
}

export function makeSimulatorHarness(): Harness {
  const clock = new ModdableClock();
  const level = new DesktopLevel();
  const link = new DesktopLink(clock, ACCESS_POINT);
  const servers: { readonly close: () => void }[] = [];
  return {
    ports: {
      clock,
      wallClock: new DesktopWallClock(),
      random: new DesktopRandom(),
      crypto: new ModdableCrypto(),
      log: { write: () => undefined },
      console: new DesktopConsole(),
      keyValue: new MemoryStore(),
      flash: new MemoryFlash(8),
      reset: new DesktopReset(),
      sleep: new DesktopSleep(),
      WiFi: desktopWiFi(link),
      TCP: desktopTcp(link),
      TLS: desktopTls(link),
      Resolver: ModdableResolver,
      PulseLine: Line,
      DigitalInput: desktopInput(level),
    },
    accessPoint: ACCESS_POINT,
    sensorPin: SENSOR_PIN,
    sensorSettleMs: SETTLE_MS,
    emptyPin: EMPTY_PIN,
    inputPin: INPUT_PIN,
    setInput: (value) => {
      level.set(value);
    },
    listen: () => {
      const server = listen();
      servers.push(server);
      return Promise.resolve(server);
    },
    closedPort: () => {
      const server = listen();
      server.close();
      return Promise.resolve(server.port);
    },
    until,
    close: () => {
      for (const server of servers) server.close();
    },
  };
}
