import { hostileLink } from '../suites/hostile-link';
import { V3_1_1 } from './version';

hostileLink(V3_1_1);
