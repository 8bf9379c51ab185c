/**
 * For Node: what firmware/moddable imports of the SDK is a stand-in of this folder, by
 * the last word of its name. XS's tests are bundled, and have a plugin for it.
 */

const STAND_INS = new URL('.', import.meta.url);
const ADAPTERS = new URL('../../../firmware/moddable/', import.meta.url).href;

/** @type {import('node:module').ResolveHook} */
export function resolve(specifier, context, next) {
  const isSdk = context.parentURL?.startsWith(ADAPTERS) && !specifier.startsWith('.');
  if (!isSdk) return next(specifier, context);
  return next(new URL(`${specifier.split('/').at(-1)}.ts`, STAND_INS).href, context);
}
