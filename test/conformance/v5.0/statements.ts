/** All normative statements of MQTT 5.0, in the order of its Appendix B. */

import type { Statement } from '../kit/statement';
import { ACKNOWLEDGEMENTS } from './statements/acknowledgements';
import { CHAPTERS_1_2 } from './statements/chapters-1-2';
import { CHAPTERS_4_6 } from './statements/chapters-4-6';
import { CONNACK } from './statements/connack';
import { CONNECT } from './statements/connect';
import { DELIVERY } from './statements/delivery';
import { ENDING } from './statements/ending';
import { PUBLISH } from './statements/publish';
import { SUBSCRIBING } from './statements/subscribing';

export const MQTT_5_0: readonly Statement[] = [
  ...CHAPTERS_1_2,
  ...CONNECT,
  ...CONNACK,
  ...PUBLISH,
  ...ACKNOWLEDGEMENTS,
  ...SUBSCRIBING,
  ...ENDING,
  ...DELIVERY,
  ...CHAPTERS_4_6,
];
