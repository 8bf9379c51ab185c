/**
 * Names to addresses, in the shape of ECMA-419's Domain Name Resolver (clause 18).
 * An address passed as `host` comes back as it is. The callback runs once, in a
 * turn of its own, and not after `close`.
 */

export interface ResolveOptions {
  readonly host: string;
}

/** `error` is null on success, and then `address` is an IPv4 address in dotted form. */
export type ResolveCallback = (error: Error | null, address?: string, host?: string) => void;

export interface Resolver {
  resolve(options: ResolveOptions, callback: ResolveCallback): void;
  /** Drops what is pending. Calling it twice is harmless. */
  close(): void;
}

export type ResolverOptions = Readonly<Record<string, unknown>>;
export type ResolverConstructor = new (options: ResolverOptions) => Resolver;
