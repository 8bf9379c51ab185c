import { topics } from '../suites/topics';
import { V5_0 } from './version';

topics(V5_0);
