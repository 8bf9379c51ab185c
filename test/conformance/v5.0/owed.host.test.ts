import { owed } from '../suites/owed';
import { V5_0 } from './version';

owed(V5_0);
