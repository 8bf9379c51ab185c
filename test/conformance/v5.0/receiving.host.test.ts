import { receiving } from '../suites/receiving';
import { V5_0 } from './version';

receiving(V5_0);
