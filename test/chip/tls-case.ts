/** A server of TLS that a program in Moddable's simulator is to connect to. */

export interface TlsCase {
  /** Behind "a server". */
  readonly what: string;
  readonly port: number;
  /** What is said of it; none when it is right. */
  readonly failure?: string;
  /** Certificates and key, in URL-safe Base64. */
  readonly ca?: string;
  readonly certificate?: string;
  readonly key?: string;
  readonly timeoutMs?: number;
}
