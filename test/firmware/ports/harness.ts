/**
 * What a host brings to the contract tests, so that the same tests run on Node,
 * inside XS and in Moddable's simulator.
 */

import type { Ports } from '../../../firmware/ports/ports';

/** A server of the host's, on the other end of a socket. */
export interface PeerServer {
  readonly address: string;
  readonly port: number;
  /** The connection accepted last. */
  peer(): Peer | undefined;
  close(): void;
}

export interface Peer {
  readonly received: readonly number[];
  /** Whether the other side has ended the connection. */
  readonly ended: boolean;
  send(bytes: Uint8Array): void;
  /** Closes in order (FIN). */
  end(): void;
  /** Closes with a reset (RST). */
  reset(): void;
  /** Stops or resumes reading, so that windows fill. */
  pause(): void;
  resume(): void;
}

export interface Harness {
  /** Ports whose Wi-Fi is not joined yet. */
  readonly ports: Ports;
  /** An access point that the ports can join, and a name for one that is not there. */
  readonly accessPoint: { readonly SSID: string; readonly password: string };
  /** A pin with a DHT22 that is ready after `sensorSettleMs`, and one with nothing. */
  readonly sensorPin: number;
  readonly sensorSettleMs: number;
  readonly emptyPin: number;
  /** A pin whose level the host drives. */
  readonly inputPin: number;
  readonly setInput: (level: number) => void;
  /** Where the host has serial lines: a pin that receives what a device answers. */
  readonly serialPin?: number;
  readonly listen: () => Promise<PeerServer>;
  /** A port on which nothing listens. */
  readonly closedPort: () => Promise<number>;
  /** Lets the host's events happen until `condition` holds; fails when it never does. */
  readonly until: (what: string, condition: () => boolean) => Promise<void>;
  /** Ends everything. */
  readonly close: () => void;
}

export type MakeHarness = () => Harness | Promise<Harness>;
