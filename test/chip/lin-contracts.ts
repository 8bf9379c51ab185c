/** Runs the contract tests of the ports in Moddable's simulator, without a screen. */

import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { join } from 'node:path';
import { importsOf } from '../architecture/source';
import type { ToolChain } from '../../host-sim/chip/tool-chain';
import { Simulator } from './simulator';
import { tlsCases } from './tls-cases';

const MAIN = 'test/chip/contracts/main';
/** All tests together take a few seconds. */
const TIME_LIMIT_MS = 120_000;
/** Tests are collected as they are inside XS: this kit stands in for Node's. */
const KIT = 'test/kit/test';
const XS_KIT = 'test/kit/xs/test';

/** What the simulator has said. */
export interface ContractsRun {
  readonly passed: readonly string[];
  readonly failed: readonly string[];
  /** Why it did not come to an end, or undefined. */
  readonly problem: string | undefined;
}

/** Builds in `project`, a copy that may be written to, and runs. */
export async function runContracts(project: string, tools: ToolChain): Promise<ContractsRun> {
  const lines: string[] = [];
  const server = createServer((socket) => {
    let rest = '';
    socket.on('data', (chunk) => {
      const parts = `${rest}${chunk.toString()}`.split('\n');
      rest = parts.pop() ?? '';
      lines.push(...parts);
    });
    socket.on('error', () => {});
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const { cases, leaks, close } = await tlsCases();
  const tls = { cases };
  try {
    prepare(project);
    const simulator = new Simulator(project, tools);
    const words = [`report=${port}`, `tls=${Buffer.from(JSON.stringify(tls)).toString('hex')}`];
    const problem = simulator.build(words) ?? (await run(simulator, lines));
    return {
      passed: lines.filter((line) => line.startsWith('ok ')),
      failed: [...lines.filter((line) => line.startsWith('not ok ')), ...leaks()],
      problem,
    };
  } finally {
    close();
    server.close();
  }
}

/** Every module is named by its path from the root, so that relative imports mean what they mean here. */
function manifest(): object {
  const modules = new Map<string, string>([
    ['main', './main'],
    [MAIN, `./${MAIN}`],
  ]);
  const visit = (path: string): void => {
    for (const { target, specifier, typeOnly } of importsOf(`${path}.ts`)) {
      if (typeOnly) continue;
      const next = target ?? (specifier.startsWith('host-sim/') ? specifier : undefined);
      if (next === undefined || modules.has(next)) continue;
      modules.set(next, `./${next}`);
      visit(next === KIT ? XS_KIT : next);
    }
  };
  visit(MAIN);
  return {
    include: [
      '$(MODDABLE)/examples/manifest_base.json',
      '$(MODDABLE)/modules/io/manifest.json',
      '$(MODDABLE)/modules/network/net/manifest.json',
      '$(MODDABLE)/examples/io/tcp/tlssocket/manifest.json',
    ],
    modules: {
      ...Object.fromEntries(modules),
      'embedded:io/socket/tcp/tls': './firmware/moddable/common/tls-socket',
    },
    creation: { stack: 2048 },
  };
}

function prepare(project: string): void {
  writeFileSync(join(project, 'manifest.json'), JSON.stringify(manifest()));
  // What is called `main` has to lie at the root.
  writeFileSync(join(project, 'main.ts'), `export { default } from './${MAIN}';\n`);
  writeFileSync(join(project, `${KIT}.ts`), "export { settled, test } from './xs/test';\n");
}

/** Runs until the program has told its end; what went wrong, or undefined. */
async function run(simulator: Simulator, lines: readonly string[]): Promise<string | undefined> {
  const running = simulator.start();
  const deadline = performance.now() + TIME_LIMIT_MS;
  while (!lines.includes('end') && running.problem === undefined) {
    if (performance.now() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  const problem = running.problem ?? 'the simulator does not come to an end';
  running.end();
  return lines.includes('end') ? undefined : problem;
}
