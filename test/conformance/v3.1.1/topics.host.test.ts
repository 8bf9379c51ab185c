import { topics } from '../suites/topics';
import { V3_1_1 } from './version';

topics(V3_1_1);
