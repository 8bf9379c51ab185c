/** What the fleet and its observer, who is a process of its own, say to each other. */

/** To the observer, once. It goes over the pipe: a command line would show the password. */
export interface ObserverOrder {
  readonly url: string;
  readonly clientId: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** For TLS, in PEM. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure?: boolean;
  readonly filters: readonly string[];
}

/** To the observer, at the end: retained messages to be taken away. */
export interface ClearOrder {
  readonly clear: readonly string[];
}

export type ObserverReport =
  | { readonly kind: 'subscribed' }
  /** It cannot begin: why, in words. */
  | { readonly kind: 'failed'; readonly problem: string }
  /** Messages in the order in which they came. */
  | { readonly kind: 'messages'; readonly messages: readonly (readonly [string, string])[] }
  /** It is away from the broker; `subscribed` comes when it is back. */
  | { readonly kind: 'away' }
  /** The broker has taken the retained messages away. */
  | { readonly kind: 'cleared' };
