import { resending } from '../suites/resending';
import { V3_1_1 } from './version';

resending(V3_1_1);
