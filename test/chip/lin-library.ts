/** The client in a Moddable project that is not this one: the published package, included with one line. */

import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ROOT } from '../architecture/source';
import type { ToolChain } from '../../host-sim/chip/tool-chain';
import { Mosquitto } from '../kit/mosquitto';
import { until } from '../kit/until';
import { Witness } from '../kit/witness';
import { Simulator } from './simulator';

const PROGRAM = join(ROOT, 'test/chip/program');
const PATIENCE_MS = 30_000;

/** Lays the project out in `folder`, builds and runs it, and says what was not as it should be. */
export async function runLibrary(folder: string, tools: ToolChain): Promise<string[]> {
  const broker = await Mosquitto.start();
  try {
    layOut(folder, broker.port);
    const simulator = new Simulator(folder, tools);
    const problem = simulator.build([]);
    if (problem !== undefined) return [problem];
    const witness = await Witness.at(broker.port);
    const running = simulator.start();
    try {
      await hears(witness, 'mine/status', 'online');
      await witness.client.publishAsync('mine/set', 'hello');
      await hears(witness, 'mine/heard', 'mine/set hello');
      running.end();
      await hears(witness, 'mine/status', 'offline');
      return [];
    } catch (error) {
      return [running.problem ?? (error as Error).message];
    } finally {
      running.end();
      await witness.close();
    }
  } finally {
    await broker.stop();
  }
}

function layOut(folder: string, port: number): void {
  const modules = join(folder, 'node_modules');
  mkdirSync(modules, { recursive: true });
  const words = ['pack', '--ignore-scripts', '--silent', '--pack-destination', modules];
  const tarball = execFileSync('npm', words, { cwd: ROOT, encoding: 'utf8' }).trim();
  execFileSync('tar', ['-xzf', tarball], { cwd: modules });
  execFileSync('mv', ['package', 'pubsub-xs'], { cwd: modules });
  cpSync(join(PROGRAM, 'manifest.json'), join(folder, 'manifest.json'));
  const program = readFileSync(join(PROGRAM, 'main.ts'), 'utf8');
  writeFileSync(join(folder, 'main.ts'), program.replace('1883', String(port)));
}

function hears(witness: Witness, topic: string, payload: string): Promise<void> {
  const isThere = (): boolean => witness.heard(topic).includes(payload);
  return until(`${topic} says ${payload}`, isThere, PATIENCE_MS);
}
