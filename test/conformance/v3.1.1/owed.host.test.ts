import { owed } from '../suites/owed';
import { V3_1_1 } from './version';

owed(V3_1_1);
