/** The station in Moddable's simulator before Mosquitto with TLS, which wants its certificate. */

import { randomFillSync } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fernet } from '../../firmware/security/fernet';
import { NodeCrypto } from '../../host-sim/board/crypto';
import { Authority, type Identity } from '../../host-sim/broker/authority';
import { encodeSettings } from '../../host-sim/chip/board-settings';
import type { ToolChain } from '../../host-sim/chip/tool-chain';
import { nodeText } from '../../host-sim/engine/node-text';
import { installText } from '../../host-sim/engine/realm/text';
import { certificateSetting, keySetting, ownCertificateSetting } from '../../host-sim/pem';
import { Mosquitto } from '../kit/mosquitto';
import { until } from '../kit/until';
import { Witness } from '../kit/witness';
import { Simulator } from './simulator';

const READING = 'pubsub-xs/simulated/reading';
const PATIENCE_MS = 60_000;

const parts = {
  crypto: new NodeCrypto(),
  random: {
    fill: (into: Uint8Array): void => {
      randomFillSync(into);
    },
  },
};

/** Builds in `project`, a copy that may be written to, runs, and says what was not as it should be. */
export async function runSecureStation(project: string, tools: ToolChain): Promise<string[]> {
  installText(nodeText);
  const authority = new Authority();
  const board = authority.issue({ name: 'simulated' });
  const folder = mkdtempSync(join(tmpdir(), 'pubsub-xs-'));
  const broker = await Mosquitto.start(undefined, serverLines(folder, authority));
  try {
    const payloadkey = Buffer.from(Fernet.newKey(parts.random)).toString();
    const simulator = new Simulator(project, tools);
    const problem = simulator.build([
      encodeSettings({
        ...{ host: '127.0.0.1', port: `${broker.port}`, ssid: 'desk' },
        ...{ id: 'simulated', every: '2000', payloadkey },
        tlsca: certificateSetting(authority.certificate),
        tlscert: ownCertificateSetting(board.chain),
        tlskey: keySetting(board.key),
      }),
    ]);
    if (problem !== undefined) return [problem];
    const running = simulator.start();
    try {
      return await sealedReading(broker, authority, board, payloadkey);
    } catch (error) {
      return [running.problem ?? (error as Error).message];
    } finally {
      running.end();
    }
  } finally {
    await broker.stop();
    rmSync(folder, { recursive: true });
  }
}

/** Lines of Mosquitto's configuration. */
function serverLines(folder: string, authority: Authority): string[] {
  const { chain, key } = authority.issue({ name: 'broker', hosts: ['127.0.0.1'] });
  const file = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  return [
    `cafile ${file('ca.pem', authority.certificate)}`,
    `certfile ${file('broker.pem', chain)}`,
    `keyfile ${file('broker-key.pem', key)}`,
    'require_certificate true',
  ];
}

/** What is wrong with the first reading that comes. */
async function sealedReading(
  broker: Mosquitto,
  { certificate: ca }: Authority,
  { chain: cert, key }: Identity,
  payloadKey: string,
): Promise<string[]> {
  const { port } = broker;
  const witness = await Witness.with({
    ...{ protocol: 'mqtts', host: '127.0.0.1', port, ca, cert, key },
  });
  try {
    await until('a reading comes', () => witness.heard(READING).length > 0, PATIENCE_MS);
    const fernet = new Fernet([Buffer.from(payloadKey)], parts);
    const payload = fernet.decrypt(Buffer.from(witness.heard(READING)[0]!));
    if (typeof payload === 'string') return [`the reading does not open: ${payload}`];
    const text = Buffer.from(payload).toString();
    return text.startsWith('{"deviceID":"simulated"') ? [] : [`the reading is ${text}`];
  } finally {
    await witness.close();
  }
}
