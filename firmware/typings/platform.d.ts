/** The module that the manifest's `platforms` choose: each platform has one of this shape. */
declare module 'moddable/platform' {
  /** The platform's ports. */
  export function ports(): import('../station/station-ports').StationPorts;
  /** What the build was configured with, `over` above it, still to be checked. */
  export function configuredSettings(over: import('../station/flat-settings').Texts): unknown;
  /** From now on `report` is told of errors that nobody has caught, where the platform can tell, and the program goes on. */
  export function watchUncaught(report: (where: string, error: unknown) => void): void;
}

/** What `home-care/board.json` chooses by platform. */
declare module 'moddable/home-care' {
  export function homeCareParts(): import('../moddable/home-care-parts').HomeCareParts;
}
