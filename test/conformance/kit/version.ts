/** What differs between the versions of MQTT, so that one suite of tests serves both. */

import type { PubSubClient } from '../../../firmware/mqtt/pubsubclient';
import { test } from '../../kit/test';
import type { VersionName } from './evidence';

/** A filter with the QoS that is asked for it. */
export type Request = readonly [filter: string, qos: number];

/** The packets of a version, each with nothing optional in it. */
export interface Version {
  readonly name: VersionName;
  /** Protocol Version of CONNECT. */
  readonly level: 4 | 5;
  /** Brings the client to speak it. */
  readonly plugIn: (client: PubSubClient) => unknown;
  readonly connack: (sessionPresent: boolean, code?: number) => Uint8Array;
  /** `first` is the whole first byte; the identifier is left out at QoS 0. */
  readonly publish: (first: number, topic: string, id: number, payload: string) => Uint8Array;
  readonly puback: (id: number) => Uint8Array;
  readonly pubrec: (id: number) => Uint8Array;
  /** The reason code, 0 when it is not said, has no place in 3.1.1. */
  readonly pubrel: (id: number, reason?: number) => Uint8Array;
  readonly pubcomp: (id: number, reason?: number) => Uint8Array;
  readonly subscribe: (id: number, ...requests: Request[]) => Uint8Array;
  readonly suback: (id: number, ...codes: number[]) => Uint8Array;
  readonly unsubscribe: (id: number, ...filters: string[]) => Uint8Array;
  /** One code for each filter, which 3.1.1 has no place for. */
  readonly unsuback: (id: number, ...codes: number[]) => Uint8Array;
}

/** The statements that a test shows, in each version; a version that is not named has none. */
export type Ids = Readonly<Partial<Record<VersionName, string>>>;

/** Declares a test of a suite that serves several versions; `ids` are `[MQTT-…]` as they stand in names. */
export function show(
  version: Version,
  sentence: string,
  ids: Ids,
  body: () => void | Promise<void>,
): void {
  const tag = ids[version.name];
  test(tag === undefined ? sentence : `${sentence} ${tag}`, body);
}

/** First bytes of a PUBLISH. */
export const QOS0 = 0x30;
export const QOS1 = 0x32;
export const QOS2 = 0x34;
export const DUP = 0x08;
export const RETAIN = 0x01;

/** Packet Identifier not found, what MQTT 5.0 says in PUBREL and PUBCOMP to what nobody knows. */
export const NOT_FOUND = 0x92;

export const PINGREQ: readonly number[] = [0xc0, 0];
export const PINGRESP: readonly number[] = [0xd0, 0];
/** DISCONNECT without anything optional, the same in both versions. */
export const DISCONNECT: readonly number[] = [0xe0, 0];
