/** What must be installed to build for a board: found, or told what is missing and where to get it. */

import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { isPlainPath } from './build-folder';

/** What the checks see of the machine, so that tests can show them another. */
export interface Machine {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: string;
  readonly exists: (path: string) => boolean;
  /** The text of a file, or undefined. */
  readonly read: (path: string) => string | undefined;
}

export interface ToolChain {
  /** Things without which nothing can be built; each says what to do. */
  readonly problems: readonly string[];
  /** Things that may be well. */
  readonly warnings: readonly string[];
  readonly mcconfig: string;
  /** PATH with the SDK's tools and this project's TypeScript in front. */
  readonly path: string;
}

const SDK_VERSION = '8.2.3';
const IDF_VERSION = '6.0';
const SDK_PAGE =
  'https://github.com/Moddable-OpenSource/moddable/tree/public/documentation#getting-started';
const IDF_PAGE =
  'https://github.com/Moddable-OpenSource/moddable/blob/public/documentation/devices/esp32.md';

export function thisMachine(env: Readonly<Record<string, string | undefined>>): Machine {
  return {
    env,
    platform: process.platform,
    exists: existsSync,
    read: (path) => {
      try {
        return readFileSync(path, 'utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** `bin` is the folder of this project's own programs, where TypeScript is. */
export function findToolChain(machine: Machine, bin: string): ToolChain {
  const problems: string[] = [];
  const warnings: string[] = [];
  const { env } = machine;
  const tools = sdkTools(machine, problems, warnings);
  checkIdf(machine, problems, warnings);
  if (!machine.exists(join(bin, 'tsc')))
    problems.push(
      `TypeScript is missing: there is no tsc in ${bin}; run npm ci, or npm install typescript`,
    );
  const path = [tools, bin, env['PATH'] ?? ''].join(delimiter);
  return { problems, warnings, mcconfig: join(tools, 'mcconfig'), path };
}

const NO_SPACES = 'make cannot work with such a path; move it to one without spaces';
const SYSTEMS: Readonly<Record<string, string>> = { linux: 'lin', darwin: 'mac', win32: 'win' };

function sdkTools(
  { env, platform, exists, read }: Machine,
  problems: string[],
  warnings: string[],
): string {
  const moddable = env['MODDABLE'];
  if (moddable === undefined || moddable === '') {
    problems.push(`MODDABLE is not set: install the Moddable SDK ${SDK_VERSION}, ${SDK_PAGE}`);
    return '';
  }
  if (!isPlainPath(moddable)) problems.push(`MODDABLE is "${moddable}": ${NO_SPACES}`);
  const tools = join(moddable, 'build', 'bin', SYSTEMS[platform] ?? platform, 'release');
  const version = read(join(moddable, 'tools', 'VERSION'))?.trim();
  if (version === undefined) {
    problems.push(`MODDABLE is ${moddable}, where there is no Moddable SDK`);
  } else if (!exists(join(tools, 'mcconfig'))) {
    problems.push(`the SDK's tools are not built: there is no mcconfig in ${tools}; ${SDK_PAGE}`);
  } else if (isOlder(version, SDK_VERSION)) {
    problems.push(`the Moddable SDK is ${version}: ${SDK_VERSION} is needed`);
  } else if (version !== SDK_VERSION) {
    warnings.push(`the Moddable SDK is ${version}; this was made with ${SDK_VERSION}`);
  }
  return tools;
}

function checkIdf({ env, read }: Machine, problems: string[], warnings: string[]): void {
  const idf = env['IDF_PATH'];
  if (idf === undefined || idf === '') {
    problems.push(`IDF_PATH is not set: install ESP-IDF v${IDF_VERSION} as ${IDF_PAGE} says`);
    return;
  }
  if (!isPlainPath(idf)) problems.push(`IDF_PATH is "${idf}": ${NO_SPACES}`);
  const version = idfVersion(read(join(idf, 'tools', 'cmake', 'version.cmake')));
  if (version === undefined) problems.push(`IDF_PATH is ${idf}, where there is no ESP-IDF`);
  else if (version !== IDF_VERSION && !version.startsWith(`${IDF_VERSION}.`)) {
    problems.push(`ESP-IDF is v${version}: the SDK wants v${IDF_VERSION}`);
  } else if (version !== `${IDF_VERSION}.0`) {
    warnings.push(`ESP-IDF is v${version}; the SDK was made with v${IDF_VERSION}`);
  }
}

/** From ESP-IDF's own description: `set(IDF_VERSION_MAJOR 6)` and so on. */
function idfVersion(text: string | undefined): string | undefined {
  const parts = ['MAJOR', 'MINOR', 'PATCH'].map(
    (part) => new RegExp(`IDF_VERSION_${part} (\\d+)`).exec(text ?? '')?.[1],
  );
  return parts.includes(undefined) ? undefined : parts.join('.');
}

function isOlder(version: string, wanted: string): boolean {
  const [a, b] = [version, wanted].map((text) => text.split('.').map(Number)) as [
    number[],
    number[],
  ];
  for (const [i, part] of b.entries()) {
    const other = a[i] ?? 0;
    if (other !== part) return other < part;
  }
  return false;
}
