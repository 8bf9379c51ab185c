/**
 * What each module costs a build that includes it, beyond the client: minified
 * JavaScript, byte code and slots on XS, and memory for one that is in use.
 */

import { bundleSource } from '../../host-sim/engine/bundle';
import type { Figures } from './baseline';
import { Meter, type Retained } from './meter';
import { printTable } from './table';

interface Module {
  readonly name: string;
  readonly imports: string;
  /** Makes one and plugs it in. */
  readonly use: string;
}

const MQTT = './firmware/mqtt';

const MODULES: readonly Module[] = [
  {
    name: 'session',
    imports: `import { Session } from '${MQTT}/session/session';`,
    use: 'client.use(new Session());',
  },
  {
    name: 'outbox, with session',
    imports: `import { Session } from '${MQTT}/session/session'; import { Outbox } from '${MQTT}/outbox/outbox';`,
    use: `client.use(new Session({ store: new Outbox({
      byteLength: 450_560, blockBytes: 4_096,
      read: (_, into) => into.fill(255), write: () => {}, eraseBlock: () => {},
    }) }));`,
  },
  {
    name: 'v5',
    imports: `import { Mqtt5 } from '${MQTT}/v5/mqtt5';`,
    use: 'client.use(new Mqtt5());',
  },
  {
    name: 'streams',
    imports: `import { receive } from '${MQTT}/streams/receive'; import { publishFrom } from '${MQTT}/streams/publish-from';`,
    use: 'client.setStream(receive(async () => {})); keep.push(publishFrom);',
  },
  {
    name: 'filters',
    imports: `import { Filters } from '${MQTT}/filters/filters';`,
    use: 'keep.push(new Filters());',
  },
  {
    name: 'recorder',
    imports: `import { Recorder } from '${MQTT}/recorder/recorder';`,
    use: 'keep.push(new Recorder({ clock }));',
  },
  {
    name: 'why',
    imports: `import { Why } from '${MQTT}/why/why';`,
    use: 'keep.push(new Why(clock));',
  },
  {
    name: 'websocket',
    imports: `import { webSocket } from '${MQTT}/websocket/websocket';`,
    use: 'keep.push(webSocket(ports.TCP, { clock, random: ports.random }));',
  },
];

/** A program with the client and, unless it is the plain one, a module; its only operation makes both. */
function program({ imports, use }: Module): string {
  return `
    import './test/bench/programs/text';
    import { PubSubClient } from '${MQTT}/pubsubclient';
    import { VirtualClock } from './host-sim/board/virtual-clock';
    import { fakePorts } from './test/bench/programs/fake-ports';
    import { serve } from './test/bench/programs/serve';
    ${imports}
    const clock = new VirtualClock();
    const ports = fakePorts(clock, { published: 0 });
    const keep = [];
    const run = () => {
      const client = new PubSubClient({ io: ports.TCP, dns: { io: ports.Resolver }, clock });
      keep.push(client);
      ${use}
    };
    serve([{ name: 'make', packets: 0, check: () => {}, run }]);
  `;
}

interface Cost {
  readonly bytes: number;
  readonly loaded: Retained;
  readonly used: Retained;
}

async function costOf(worker: string, module: Module): Promise<Cost> {
  const bundle = await bundleSource(program(module), { minify: true });
  const meter = await Meter.open(worker, bundle);
  const loaded = await meter.retained();
  await meter.turns(0, 1);
  const used = await meter.retained();
  meter.close();
  return { bytes: bundle.code.length, loaded, used };
}

export async function moduleFigures(worker: string): Promise<Figures> {
  const plain = await costOf(worker, { name: 'client', imports: '', use: '' });
  const figures: Figures = {};
  const rows: string[][] = [];
  for (const module of MODULES) {
    const { bytes, loaded, used } = await costOf(worker, module);
    const numbers = {
      'minified bytes': bytes - plain.bytes,
      'loaded: chunk bytes': loaded.chunkBytes - plain.loaded.chunkBytes,
      'loaded: slots': loaded.slots - plain.loaded.slots,
      'in use: chunk bytes':
        used.chunkBytes - loaded.chunkBytes - (plain.used.chunkBytes - plain.loaded.chunkBytes),
      'in use: slots': used.slots - loaded.slots - (plain.used.slots - plain.loaded.slots),
    };
    for (const [name, value] of Object.entries(numbers)) {
      figures[`module ${module.name}, ${name}`] = value;
    }
    rows.push([module.name, ...Object.values(numbers).map(String)]);
  }
  printTable(
    'What a module adds to the client: its code, and one in use',
    ['', 'minified', 'code: bytes', 'slots', 'in use: bytes', 'slots'],
    rows,
  );
  return figures;
}
