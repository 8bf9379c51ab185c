/** What the fleet and its observer, who is a process of its own, say to each other. */

/** How the observer gets to the broker. */
export interface ObserverAccess {
  readonly url: string;
  readonly user?: string | undefined;
  readonly password?: string | undefined;
  /** For TLS, in PEM. */
  readonly ca?: string | undefined;
  readonly cert?: string | undefined;
  readonly key?: string | undefined;
  readonly insecure?: boolean;
}

/** To the observer, once. It goes over the pipe: a command line would show the password. */
export interface ObserverOrder extends ObserverAccess {
  /** Its client id begins so; the number of its process stands behind it. */
  readonly name: string;
  readonly filters: readonly string[];
}

/** To the observer, at the end: retained messages to be taken away. */
export interface ClearOrder {
  readonly clear: readonly string[];
}

/** In the order in which they came. A retained one was there before the observer. */
export type HeardMessage = readonly [topic: string, payload: string, isRetained: boolean];

export type ObserverReport =
  | { readonly kind: 'subscribed' }
  /** It cannot begin, or go on: why, in words. */
  | { readonly kind: 'failed'; readonly problem: string }
  | { readonly kind: 'messages'; readonly messages: readonly HeardMessage[] }
  /** All that was retained before it came has been told. */
  | { readonly kind: 'retained' }
  /** It is away from the broker; `subscribed` comes when it is back. */
  | { readonly kind: 'away' }
  /** The broker has taken the retained messages away. */
  | { readonly kind: 'cleared' };
