/** The parts of a home-care board in Moddable's simulator: a door that opens and closes by itself. */

import Timer from 'timer';
import { DesktopLevel, desktopInput } from './lin/digital-input';
import type { HomeCareParts } from './home-care-parts';

const DOOR_MOVES_MS = 20_000;

export function homeCareParts(): HomeCareParts {
  const door = new DesktopLevel();
  Timer.repeat(() => {
    door.set(1 - door.level);
  }, DOOR_MOVES_MS);
  return { DigitalInput: desktopInput(door), contactPin: 5, isButtonPressed: () => false };
}
