import { identifiers } from '../suites/identifiers';
import { V5_0 } from './version';

identifiers(V5_0);
