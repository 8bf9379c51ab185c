/** What encrypted payloads cost: our part on XS, and all of it on Node; the desk's TLS handshakes beside. */

import { X509Certificate } from 'node:crypto';
import { Fernet } from '../../firmware/security/fernet';
import { NodeCrypto } from '../../host-sim/board/crypto';
import { TRUE_RANDOM } from '../../host-sim/board/true-random';
import { Authority } from '../../host-sim/broker/authority';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import { secureServer, tlsBoard } from '../kit/tls-board';
import type { Figures } from './baseline';
import { bundleProgram } from './codec';
import { Meter } from './meter';
import { nanosecondsOf } from './node-time';
import { operations } from './programs/security';
import { printTable, round, shown } from './table';

const TEXT = `import './test/bench/programs/text';`;
const TIMES = 200;
const HANDSHAKES = 9;

export async function securityFigures(worker: string): Promise<Figures> {
  installText(nodeText);
  const figures: Figures = {};
  const meter = await Meter.open(
    worker,
    await bundleProgram([TEXT], './test/bench/programs/security'),
  );
  const rows: string[][] = [];
  for (const [at, { name }] of operations.entries()) {
    const cost = await meter.cost(at, TIMES);
    rows.push([name, shown(cost.bytecodes), shown(cost.slots), shown(cost.chunkBytes)]);
    figures[`security, ${name}: bytecodes`] = round(cost.bytecodes);
    figures[`security, ${name}: slots`] = round(cost.slots);
    figures[`security, ${name}: chunk bytes`] = round(cost.chunkBytes);
  }
  meter.close();
  printTable(
    'Payloads and passwords on XS, without AES and SHA-256, which are native on the chip',
    ['', 'bytecodes', 'slots', 'chunk bytes'],
    rows,
  );
  const ns = onNode();
  figures['security, encrypt a reading on Node: ns'] = ns;
  const [full, resumed] = await handshakes();
  printTable(
    'On Node: a reading encrypted, in µs; connected by TLS 1.2 (RSA 2048) on loopback, median, in ms',
    ['', ''],
    [
      ['encrypt a reading', (ns / 1_000).toFixed(1)],
      ['connect, a new session', full!.toFixed(1)],
      ['connect, a session resumed', resumed!.toFixed(1)],
    ],
  );
  return figures;
}

function onNode(): number {
  const key = Fernet.newKey(TRUE_RANDOM);
  const fernet = new Fernet([key], { crypto: new NodeCrypto(), random: TRUE_RANDOM });
  const reading = Buffer.from('{"deviceID":"esp32-0aff12","temperature":21.5,"humidity":48.2}');
  return nanosecondsOf(() => {
    fernet.encrypt(reading, 1_800_000_000);
  });
}

/** Milliseconds from connect to CONNACK, with a new session and with one that is resumed. */
async function handshakes(): Promise<number[]> {
  const authority = new Authority();
  const { chain: cert, key } = authority.issue({ name: 'broker', hosts: ['127.0.0.1'] });
  const certificate = Uint8Array.from(new X509Certificate(authority.certificate).raw);
  const tookMs: [number[], number[]] = [[], []];
  for (let i = 0; i < HANDSHAKES; i++) {
    const server = await secureServer({ cert, key, maxVersion: 'TLSv1.2' });
    const board = tlsBoard();
    await board.ready();
    for (const list of tookMs) {
      const client = board.client(server.port, { certificate });
      const startMs = performance.now();
      if (!(await client.connect('bench'))) throw new Error(client.failure());
      list.push(performance.now() - startMs);
      await client.disconnect();
    }
    board.end();
    server.close();
  }
  return tookMs.map((list) => list.sort((a, b) => a - b)[HANDSHAKES >> 1]!);
}
