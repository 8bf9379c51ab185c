/** The parts of a home-care board on the ESP32 family. */

import config from 'mc/config';
import { boardOf } from './common/board';
import { EspDigitalInput } from './digital/digital-input';
import type { HomeCareParts } from './home-care-parts';

/** Of a board without data of ours: free on all of the family. */
const ANY_CONTACT_PIN = 5;
const ANY_BOOT_PIN = 0;

export function homeCareParts(): HomeCareParts {
  const { contact = ANY_CONTACT_PIN, boot = ANY_BOOT_PIN } = boardOf(config).pins;
  const button = new EspDigitalInput({ pin: boot, pullUp: true });
  return {
    DigitalInput: EspDigitalInput,
    contactPin: contact,
    isButtonPressed: () => button.read() === 0,
  };
}
