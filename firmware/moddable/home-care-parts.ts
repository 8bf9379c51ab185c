/** What a home-care board has beside the platform's ports. */

import type { DigitalInputConstructor } from '../ports/digital-input';

export interface HomeCareParts {
  readonly DigitalInput: DigitalInputConstructor;
  /** GPIO of the door's contact. */
  readonly contactPin: number;
  /** Of the button with which a person can make the simulated cuff measure high. */
  readonly isButtonPressed: () => boolean;
}
