import { resending } from '../suites/resending';
import { V5_0 } from './version';

resending(V5_0);
