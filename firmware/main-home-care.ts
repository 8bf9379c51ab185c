/** Composition root of the home-care board: the station, a door contact, and a blood-pressure cuff. */

import { homeCareParts } from 'moddable/home-care';
import { configuredSettings, ports, watchUncaught } from 'moddable/platform';
import { homeCareAssistant } from './home-care/home-assistant';
import { simulatedLine } from './home-care/simulated-line';
import { HomeCareInstruments } from './home-care/instruments';
import { Boot } from './station/boot';

/** The door's contact, and the cuff; on which pins the cuff would be matters to nobody while it is simulated. */
function instruments(contactPin: number): readonly object[] {
  return [
    { kind: 'contact', name: 'door', pins: [contactPin] },
    { kind: 'blood-pressure', pins: [0, 0] },
  ];
}

export default function main(): void {
  const { DigitalInput, contactPin, isButtonPressed } = homeCareParts();
  const platform = ports();
  const boot = new Boot(
    {
      ...{ ...platform, DigitalInput },
      SerialLine: simulatedLine(platform.clock, platform.random, isButtonPressed),
    },
    (given) => ({
      ...(configuredSettings(given) as object),
      instruments: instruments(contactPin),
    }),
    { discovery: homeCareAssistant, instruments: new HomeCareInstruments() },
  );
  watchUncaught((where, error) => {
    boot.uncaught(where, error);
  });
  boot.start();
}
