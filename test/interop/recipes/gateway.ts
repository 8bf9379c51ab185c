/** A gateway, the broker that it talks to, and somebody who listens there. */

import type { IClientOptions } from 'mqtt';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Certificates, makeCertificates } from '../../kit/certificates';
import type { Mosquitto } from '../../kit/mosquitto';
import { addUsers, recipeFolder, startRecipe, valueIn } from '../../kit/recipe';
import type { StationOptions } from '../../kit/simulated-station';
import { Witness } from '../../kit/witness';
import { TlsBroker } from './tls-broker';

const BOARD_ONE = { user: 'board-1', password: 'one' };

export class Gateway {
  readonly local: Mosquitto;
  readonly upstream: Mosquitto;
  /** Upstream, and durable: hears also what came while it was away itself. */
  readonly monitor: Witness;

  private constructor(local: Mosquitto, upstream: Mosquitto, monitor: Witness) {
    this.local = local;
    this.upstream = upstream;
    this.monitor = monitor;
  }

  static async start({ mutual = false, foreignCa = false } = {}): Promise<Gateway> {
    const upstream = await TlsBroker.start(mutual ? 'mutual-tls.conf' : 'tls.conf', {
      [valueIn('gateway.conf', 'remote_username')]: valueIn('gateway.conf', 'remote_password'),
      monitor: 'three',
    });
    const monitor = await Witness.with({
      ...(mutual ? upstream.withCertificate('monitor') : upstream.withPassword('monitor')),
      clean: false,
      clientId: 'monitor',
      reconnectPeriod: 50,
    });
    const folder = recipeFolder();
    addUsers(folder, { [BOARD_ONE.user]: BOARD_ONE.password, monitor: 'four' });
    if (foreignCa) makeCertificates(folder);
    else copyFileSync(upstream.certificates.ca, join(folder, 'ca.crt'));
    if (mutual) showCertificate(folder, upstream.certificates);
    const local = await startRecipe(folder, 'gateway.conf', upstream.broker.port);
    return new Gateway(local, upstream.broker, monitor);
  }

  /** How `monitor` connects to the gateway itself. */
  get localMonitor(): IClientOptions {
    return { host: '127.0.0.1', port: this.local.port, username: 'monitor', password: 'four' };
  }

  /** What a station needs to be `board-1` here. */
  get boardOne(): StationOptions & { readonly login: typeof BOARD_ONE } {
    return { port: this.local.port, id: BOARD_ONE.user, login: BOARD_ONE };
  }

  async stop(): Promise<void> {
    await this.local.stop();
    await this.monitor.close();
    await this.upstream.stop();
  }
}

/** Takes the lines for `mutual-tls.conf` in place of those for a password, as the recipe says. */
function showCertificate(folder: string, made: Certificates): void {
  copyFileSync(made.clientCertificate('gateway'), join(folder, 'gateway.crt'));
  copyFileSync(made.clientKey('gateway'), join(folder, 'gateway.key'));
  const config = join(folder, 'gateway.conf');
  const text = readFileSync(config, 'utf8').replace(/^remote_(username|password) .*$/gm, '');
  writeFileSync(config, text.replace(/^# (bridge_(cert|key)file)/gm, '$1'));
}
