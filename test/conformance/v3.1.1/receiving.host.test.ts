import { receiving } from '../suites/receiving';
import { V3_1_1 } from './version';

receiving(V3_1_1);
