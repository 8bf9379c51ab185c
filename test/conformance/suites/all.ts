/** All suites that serve several versions. */

import type { Version } from '../kit/version';
import { hostileLink } from './hostile-link';
import { identifiers } from './identifiers';
import { receiving } from './receiving';
import { requests } from './requests';
import { resending } from './resending';
import { sending } from './sending';
import { topics } from './topics';
import { transport } from './transport';

export const SUITES: readonly ((version: Version) => void)[] = [
  identifiers,
  sending,
  resending,
  receiving,
  topics,
  requests,
  transport,
  hostileLink,
];
