/**
 * Who may talk to the page's server. It listens on the loopback interface only, but any web
 * page in the same browser can send requests there: by another name that resolves to it (DNS
 * rebinding), or as itself from elsewhere. So both names must be the loopback's own.
 */

const NAMES = ['127.0.0.1', 'localhost', '[::1]'];

/** `host` is the header of a request to the server at `port`. */
export function isOwnHost(host: string | undefined, port: number): boolean {
  return host !== undefined && NAMES.some((name) => host.toLowerCase() === `${name}:${port}`);
}

/** `origin` is the header of a request from a page; it must be one of this server's own. */
export function isOwnOrigin(origin: string | undefined, port: number): boolean {
  return origin?.startsWith('http://') === true && isOwnHost(origin.slice('http://'.length), port);
}
