/** Which tests show which statements: by the ids in their names, and by where they are. */

import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { collected, type CollectedTest } from '../../kit/test';

/** The folder `test/`. */
export const TESTS = fileURLToPath(new URL('../..', import.meta.url));

export type VersionName = '3.1.1' | '5.0';

/** A test that says which statements it is about. */
export interface Evidence {
  /** Its file, from `test/`. */
  readonly file: string;
  readonly name: string;
}

/** Tests of the client; those of the server that the simulator and the tests use show nothing about it. */
const FILES = /^(conformance|firmware\/mqtt)\/.*\.test\.ts$/;
const NOT_OF_THE_CLIENT = /(^conformance\/page|\/server|\.fuzz)(\.host)?\.test\.ts$/;

/** The files whose tests count, from `test/`. */
export function evidenceFiles(): string[] {
  return readdirSync(TESTS, { recursive: true, encoding: 'utf8' })
    .map((name) => name.replaceAll('\\', '/'))
    .filter((name) => FILES.test(name) && !NOT_OF_THE_CLIENT.test(name))
    .sort();
}

/** Ids are the same for different statements in different versions: the folder says which. */
export function versionOf(file: string): VersionName {
  return /\/v5(\.0)?\//.test(file) ? '5.0' : '3.1.1';
}

/** The ids in a test's name, `[MQTT-2.3.1-5]` or `[MQTT-2.3.1-5, MQTT-4.3.1-1]`, without `MQTT-`. */
export function idsIn(name: string): string[] {
  return Array.from(name.matchAll(/(?<=[[\s])MQTT-([\d.]+-\d+)(?=[\],])/g), (match) => match[1]!);
}

/** A test's name without its ids. */
export function sentenceOf(name: string): string {
  return name.replace(/ *\[MQTT-[^\]]*\]/g, '');
}

/** The names of a file's tests, none of which is run. */
export async function testsIn(file: string): Promise<Evidence[]> {
  const tests: CollectedTest[] = [];
  collected.tests = tests;
  try {
    await import(pathToFileURL(join(TESTS, file)).href);
  } finally {
    collected.tests = undefined;
  }
  return tests.map(({ name }) => ({ file, name }));
}
