/** The ports keep their contracts inside XS too: the same tests, over the bridge. */

import { after, test } from 'node:test';
import { bundle } from '../../../host-sim/engine/bundle';
import type { Operations } from '../../../host-sim/engine/xs/bridge';
import type { Harness, Peer, PeerServer } from '../../firmware/ports/harness';
import { noXs, OWN_KIT, XsTests } from '../../kit/xs/program';
import { makeNodeHarness } from '../board/node-harness';

/** What the harness inside asks of the one on Node. */
function harnessOperations(tests: () => XsTests): Operations {
  let harness: Harness | undefined;
  const servers: PeerServer[] = [];
  const peers: Peer[] = [];
  return {
    'open harness': () => {
      harness = makeNodeHarness();
      tests().program.bridge.attach(harness.ports);
      const { accessPoint, sensorPin, sensorSettleMs, emptyPin, inputPin, serialPin } = harness;
      return { accessPoint, sensorPin, sensorSettleMs, emptyPin, inputPin, serialPin };
    },
    'close harness': () => {
      harness?.close();
      return undefined;
    },
    'set input': (level: number) => {
      harness?.setInput(level);
      return undefined;
    },
    listen: async () => {
      const server = await harness!.listen();
      return [servers.push(server) - 1, server.port];
    },
    'closed port': () => harness!.closedPort(),
    'close server': (server: number) => {
      servers[server]!.close();
      return undefined;
    },
    accepted: (server: number) => {
      const peer = servers[server]!.peer();
      if (!peer) return undefined;
      const known = peers.indexOf(peer);
      return known >= 0 ? known : peers.push(peer) - 1;
    },
    'peer received': (peer: number) => Uint8Array.from(peers[peer]!.received),
    'peer ended': (peer: number) => peers[peer]!.ended,
    peer: (
      peer: number,
      method: 'send' | 'end' | 'reset' | 'pause' | 'resume',
      data: Uint8Array,
    ) => {
      peers[peer]![method](data);
      return undefined;
    },
  };
}

if (noXs === false) {
  const program = await bundle('test/kit/xs/contracts.ts', { plugins: [OWN_KIT] });
  const tests: XsTests = await XsTests.load(
    program,
    harnessOperations(() => tests),
  );
  after(() => {
    tests.end();
  });
  for (const [at, name] of (await tests.names()).entries()) test(name, () => tests.run(at));
} else {
  test('XS: the contracts of the ports', { skip: noXs }, () => {});
}
