/** The files of the page, all of them from here: its script and style are bundled when first asked for. */

import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';

export interface PageFile {
  readonly type: string;
  readonly body: Buffer;
  readonly zipped: Buffer;
}

const PAGE = fileURLToPath(new URL('../page/', import.meta.url));

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html; charset=utf-8',
  js: 'text/javascript; charset=utf-8',
  css: 'text/css; charset=utf-8',
  svg: 'image/svg+xml',
};

let files: Promise<ReadonlyMap<string, PageFile>> | undefined;

/** By path, like `/page.js`. */
export function pageFiles(): Promise<ReadonlyMap<string, PageFile>> {
  return (files ??= makeFiles());
}

async function makeFiles(): Promise<ReadonlyMap<string, PageFile>> {
  const [bundled, html, icon] = await Promise.all([
    bundlePage(),
    readFile(`${PAGE}index.html`),
    readFile(`${PAGE}icon.svg`),
  ]);
  return new Map(
    [['/', 'html', html] as const, ['/icon.svg', 'svg', icon] as const, ...bundled].map(
      ([path, type, body]) => [path, { type: TYPES[type]!, body, zipped: gzipSync(body) }],
    ),
  );
}

async function bundlePage(): Promise<(readonly [string, string, Buffer])[]> {
  const { outputFiles } = await build({
    entryPoints: [
      { in: `${PAGE}main.ts`, out: 'page' },
      { in: `${PAGE}style.css`, out: 'page' },
    ],
    outdir: PAGE,
    bundle: true,
    write: false,
    minify: true,
    format: 'iife',
    target: 'es2022',
    logLevel: 'silent',
  });
  return outputFiles.map(({ path, contents }) => {
    const type = path.endsWith('.css') ? 'css' : 'js';
    return [`/page.${type}`, type, Buffer.from(contents)];
  });
}
