import { identifiers } from '../suites/identifiers';
import { V3_1_1 } from './version';

identifiers(V3_1_1);
