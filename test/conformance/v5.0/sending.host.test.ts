import { sending } from '../suites/sending';
import { V5_0 } from './version';

sending(V5_0);
