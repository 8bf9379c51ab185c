/** All normative statements of MQTT 3.1.1, in the order of its Appendix B. */

import type { Statement } from '../kit/statement';
import { CHAPTERS_1_2 } from './statements/chapters-1-2';
import { CHAPTERS_4_7 } from './statements/chapters-4-7';
import { CONNECTING } from './statements/connecting';
import { MESSAGES } from './statements/messages';

export const MQTT_3_1_1: readonly Statement[] = [
  ...CHAPTERS_1_2,
  ...CONNECTING,
  ...MESSAGES,
  ...CHAPTERS_4_7,
];
