/** The opening handshake of WebSocket, RFC 6455 clause 4.1, as MQTT wants it [MQTT-6.0.0-3]. */

import { toBytes, toText } from '../text';
import { toBase64 } from './base64';
import { sha1 } from './sha1';

/** What every server appends to the key, clause 1.3. */
const MAGIC = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
/** A server that says more than this in its answer is none for us. */
const LONGEST_ANSWER = 2048;

const CR = 0x0d;
const LF = 0x0a;

export interface HandshakeOptions {
  /** Name or address and port, for the Host field. */
  readonly host: string;
  readonly port: number;
  readonly path: string;
  /** 16 random bytes. */
  readonly nonce: Uint8Array;
}

export class Handshake {
  /** The request, to be sent in one piece. */
  readonly request: Uint8Array;
  readonly #accept: string;
  readonly #answer = new Uint8Array(LONGEST_ANSWER);
  #length = 0;
  /** How much of CR LF CR LF the answer ends with. */
  #matched = 0;

  constructor({ host, port, path, nonce }: HandshakeOptions) {
    const key = toBase64(nonce);
    this.#accept = toBase64(sha1(toBytes(key + MAGIC)));
    this.request = toBytes(
      `GET ${path} HTTP/1.1\r\n` +
        `Host: ${host}:${port}\r\n` +
        'Upgrade: websocket\r\n' +
        'Connection: Upgrade\r\n' +
        `Sec-WebSocket-Key: ${key}\r\n` +
        'Sec-WebSocket-Version: 13\r\n' +
        'Sec-WebSocket-Protocol: mqtt\r\n\r\n',
    );
  }

  /**
   * Where the next bytes of the answer go: as many as can come before its end at
   * the earliest, since what is behind it belongs to the frames.
   */
  space(): Uint8Array {
    const end = Math.min(LONGEST_ANSWER, this.#length + 4 - this.#matched);
    return this.#answer.subarray(this.#length, end);
  }

  /** `count` bytes were put into `space()`; whether the answer is complete. Throws when it is too long. */
  filled(count: number): boolean {
    for (let i = 0; i < count; i++) {
      const byte = this.#answer[this.#length++]!;
      const wanted = this.#matched % 2 === 0 ? CR : LF;
      if (byte === wanted) this.#matched++;
      else this.#matched = byte === CR ? 1 : 0;
    }
    if (this.#matched === 4) return true;
    if (this.#length === LONGEST_ANSWER) throw new Error('its answer does not end');
    return false;
  }

  /** What is wrong with the complete answer, or undefined. */
  problem(): string | undefined {
    for (let i = 0; i < this.#length; i++) {
      if (this.#answer[i]! >= 0x80) return 'its answer is not HTTP';
    }
    const [status = '', ...fields] = toText(this.#answer, 0, this.#length).split('\r\n');
    const [version = '', code = ''] = status.split(' ');
    if (!version.startsWith('HTTP/1.')) return 'its answer is not HTTP';
    if (code !== '101') return `HTTP status ${code}`;
    if (valueOf(fields, 'upgrade').toLowerCase() !== 'websocket') return 'no upgrade to WebSocket';
    if (!valueOf(fields, 'connection').toLowerCase().includes('upgrade')) return 'no upgrade';
    if (valueOf(fields, 'sec-websocket-accept') !== this.#accept) return 'its key is wrong';
    if (valueOf(fields, 'sec-websocket-protocol') !== 'mqtt') return 'it does not speak mqtt';
    return undefined;
  }
}

/** The value of a field of the answer; empty when it is absent. */
function valueOf(fields: readonly string[], name: string): string {
  for (const line of fields) {
    const colon = line.indexOf(':');
    if (colon > 0 && line.slice(0, colon).toLowerCase() === name) {
      return line.slice(colon + 1).trim();
    }
  }
  return '';
}
