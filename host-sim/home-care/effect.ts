/** What a monitor wants to be published or told. */

import type { Alert, NextCall } from './alert';

export type Effect =
  | {
      readonly kind: 'alert';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
      readonly next: NextCall | undefined;
    }
  | {
      readonly kind: 'cleared';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
    }
  | {
      readonly kind: 'call';
      readonly device: string;
      readonly rule: string;
      readonly alert: Alert;
      readonly to: string;
      readonly next: NextCall | undefined;
    }
  /** Something was left out; told once. */
  | { readonly kind: 'ignored'; readonly why: string };
