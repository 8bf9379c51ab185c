/**
 * Links the JavaScript half of a board's image with the SDK's own tools: tsc, xsc,
 * xsid and xsl, for the ESP32 target and with the SDK's declarations. Espressif's
 * compiler is not needed.
 */

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { encodeSettings } from '../../host-sim/chip/board-settings';
import type { ToolChain } from '../../host-sim/chip/tool-chain';

export interface Linked {
  /** Everything that is wrong; empty when the image is as it should be. */
  readonly problems: readonly string[];
  /** Byte code of our modules. */
  readonly codeBytes: number;
  /** How many of our modules are in the image. */
  readonly modules: number;
  /** Slots that are made at build time and lie in flash. */
  readonly flashSlots: number;
  /** The one block of RAM that XS has, of the manifest's `creation`. */
  readonly ramBytes: number;
}

/** Names of modules by what they are to this project. */
export interface ModuleNames {
  /** What every image has. */
  readonly required: readonly string[];
  /** What an image has only when a manifest includes its fragment. */
  readonly optional: readonly string[];
}

/** With everything that a shell, a makefile or JavaScript could take for something else. */
const EXAMPLE = { ssid: 'my $home', wifipassword: `$$#"'\\ =%\u00fc温\`x`, host: 'broker.local' };
/** A warning of the linker: which module keeps what in RAM. */
const WARNING = /^### warning: ([^:]+): (.*)$/;

export class ChipBuild {
  readonly #project: string;
  readonly #tools: ToolChain;

  /** `project` is a copy that may be written to; its folder's name is the image's. */
  constructor(project: string, tools: ToolChain) {
    this.#project = project;
    this.#tools = tools;
  }

  /** `manifest` is another one than the project's. */
  link(board: string, names: ModuleNames, manifest?: string): Linked {
    const out = join(this.#project, '..', 'out');
    mkdirSync(out, { recursive: true });
    const words = ['-p', `esp32:./boards/${board}`, '-o', out, encodeSettings(EXAMPLE)];
    if (manifest !== undefined) words.push(manifest);
    const configured = this.#run(this.#tools.mcconfig, words, this.#project);
    // An image is called after its manifest's folder.
    const name = manifest === undefined ? 'pubsub-xs' : basename(dirname(manifest));
    const folder = join(out, 'tmp', 'esp32', board, 'release', name);
    const makefile = join(folder, 'makefile');
    if (!existsSync(makefile)) return failed(`mcconfig: ${configured.trim()}`);

    const sdkconfig = join(folder, 'sdkconfig.h'); // the rules want to see one
    writeFileSync(sdkconfig, '');
    const image = join(folder, 'mc.xs.c');
    const log = this.#run('make', ['-f', 'makefile', `SDKCONFIG_H=${sdkconfig}`, image], folder);
    if (!existsSync(image)) return failed(`the image does not link:\n${lastLines(log)}`);
    const linked = judge(
      names,
      log,
      readFileSync(makefile, 'utf8'),
      folder,
      readFileSync(image, 'utf8'),
    );
    const word = encodeSettings(EXAMPLE).slice('settings='.length);
    if (readFileSync(join(folder, 'mc.config.js'), 'utf8').includes(`"${word}"`)) return linked;
    return {
      ...linked,
      problems: [...linked.problems, 'the settings have not arrived as they were'],
    };
  }

  #run(program: string, words: readonly string[], cwd: string): string {
    const { stdout, stderr, error } = spawnSync(program, words, {
      cwd,
      encoding: 'utf8',
      env: { ...process.env, PATH: this.#tools.path },
      maxBuffer: 1 << 26,
    });
    return error ? error.message : `${stdout}${stderr}`;
  }
}

function failed(problem: string): Linked {
  return { problems: [problem], codeBytes: 0, modules: 0, flashSlots: 0, ramBytes: 0 };
}

function lastLines(log: string): string {
  return log.trim().split('\n').slice(-12).join('\n');
}

/** What the linker's words, the makefile and the image say of our modules. */
function judge(
  { required, optional }: ModuleNames,
  log: string,
  makefile: string,
  folder: string,
  image: string,
): Linked {
  const ours = new Set([...required, ...optional]);
  const preloaded = listOf(makefile, 'PRELOADS', /-p (\S+)\.xsb/g);
  const linked = listOf(makefile, 'MODULES', /\$\(MODULES_DIR\)\/(\S+)\.xsb/g);
  const warnings = log.split('\n').flatMap((line) => {
    const [, module = '', what = ''] = WARNING.exec(line.trim()) ?? [];
    return ours.has(module)
      ? [`${module} keeps something in RAM that it could not write to: ${what}`]
      : [];
  });
  const problems = [
    ...warnings,
    ...required.filter((name) => !linked.has(name)).map((name) => `${name} is not in the image`),
    ...required.filter((name) => !preloaded.has(name)).map((name) => `${name} is not preloaded`),
    ...optional
      .filter((name) => linked.has(name))
      .map((name) => `${name} is in the image, and nobody asked for it`),
  ];
  const size = (name: string): number => statSync(join(folder, 'modules', `${name}.xsb`)).size;
  return {
    problems,
    codeBytes: required
      .filter((name) => linked.has(name))
      .reduce((sum, name) => sum + size(name), 0),
    modules: required.length,
    flashSlots: Number(/mxHeapCount (\d+)/.exec(image)?.[1] ?? NaN),
    ramBytes: Number(/^CREATION = -c (?:\d+,){11}(\d+)/m.exec(makefile)?.[1] ?? NaN),
  };
}

/** The names in a list of the makefile, which goes on over its lines. */
function listOf(makefile: string, list: string, name: RegExp): Set<string> {
  const start = makefile.search(new RegExp(`^${list} =\\\\$`, 'm'));
  const end = makefile.slice(start).search(/[^\\]\n/);
  const text = makefile.slice(start, start + end + 1);
  return new Set(Array.from(text.matchAll(name), ([, found]) => found!));
}
