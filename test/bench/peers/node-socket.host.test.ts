/** The bench's socket keeps the contract of the port, as every socket that carries the client must. */

import type { SocketOptions } from '../../../firmware/ports/socket';
import { socketContract } from '../../firmware/ports/socket.contract';
import type { Harness, PeerServer } from '../../firmware/ports/harness';
import { makeNodeHarness } from '../../host-sim/board/node-harness';
import { NodeSocket } from './node-socket';

/** This socket knows of no Wi-Fi: what is left of losing it is a connection that is reset. */
function makeHarness(): Harness {
  const harness = makeNodeHarness();
  const servers: PeerServer[] = [];
  class WiFi extends harness.ports.WiFi {
    override disconnect(): void {
      for (const server of servers) server.peer()?.reset();
      super.disconnect();
    }
  }
  const sockets: NodeSocket[] = [];
  class TCP extends NodeSocket {
    constructor(options: SocketOptions) {
      super(options);
      sockets.push(this);
    }
  }
  return {
    ...harness,
    ports: { ...harness.ports, TCP, WiFi },
    close: () => {
      for (const socket of sockets) socket.close();
      for (const server of servers) server.peer()?.reset();
      harness.close();
    },
    listen: async () => {
      const server = await harness.listen();
      servers.push(server);
      return server;
    },
  };
}

socketContract('NodeSocket', makeHarness);
