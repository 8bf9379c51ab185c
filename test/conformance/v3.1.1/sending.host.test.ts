import { sending } from '../suites/sending';
import { V3_1_1 } from './version';

sending(V3_1_1);
