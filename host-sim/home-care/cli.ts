/** `npm run home-care`: the monitor before any broker. */

import { readFileSync } from 'node:fs';
import { connect, isIP } from 'node:net';
import { connect as connectSecurely } from 'node:tls';
import type { Duplex } from 'node:stream';
import { RealClock } from '../board/real-clock';
import { jsonLine, type LoggedEvent, textLine } from '../log-lines';
import { fileProblem, shownPath } from '../pem';
import { onInterrupt, print, runCommand, secrets, userFolder } from '../terminal';
import { UsageError } from '../usage-error';
import { type Arguments, argumentsOf, helpText } from './arguments';
import { type CareEvent, Watch } from './watch';

function caOf(file: string | undefined): string | undefined {
  if (file === undefined) return undefined;
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new UsageError(`--ca${shownPath(file)}: ${fileProblem(error)}`);
  }
}

/** New connections to the broker; its certificate is always checked. */
function dialOf({ broker, caFile }: Arguments): () => Duplex {
  const { host, port, secure } = broker;
  const ca = caOf(caFile);
  if (!secure) return () => connect({ host, port });
  // Only names may be asked for; an address is looked up in the certificate all the same.
  const name = isIP(host) === 0 ? { servername: host } : {};
  return () => connectSecurely({ host, port, ...name, ...(ca !== undefined && { ca }) });
}

function credentials({ broker: { user, password } }: Arguments) {
  const secret = password ?? secrets().MQTT_PASSWORD;
  if (user === undefined) return {};
  return { username: user, ...(secret !== undefined && { password: secret }) };
}

async function run(args: Arguments): Promise<number> {
  const lineOf = args.json ? jsonLine : textLine;
  const watch = new Watch({
    ...{ base: args.base, id: args.id, plan: args.plan, clock: new RealClock() },
    unixMs: Date.now,
    hourOf: (unixMs) => new Date(unixMs).getHours(),
    dial: dialOf(args),
    options: credentials(args),
    tell: (event: CareEvent) => {
      const isBad = event.state === 'lost' || event.state === 'raised';
      const told: LoggedEvent = { level: isBad ? 'warn' : 'info', ...event };
      const line = lineOf(told, Date.now());
      if (line !== undefined) print(line);
    },
  });
  await new Promise<void>((resolve) => {
    onInterrupt(resolve);
  });
  await watch.stop();
  return 0;
}

await runCommand(async () => {
  const args = argumentsOf(process.argv.slice(2), userFolder());
  if (args.help) {
    print(helpText());
    return 0;
  }
  return run(args);
});
