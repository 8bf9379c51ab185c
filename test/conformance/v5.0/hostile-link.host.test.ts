import { hostileLink } from '../suites/hostile-link';
import { V5_0 } from './version';

hostileLink(V5_0);
