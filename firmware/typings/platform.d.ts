/** The module that the manifest's `platforms` choose: each platform has one of this shape. */
declare module 'moddable/platform' {
  /** The platform's ports. */
  export function ports(): import('../station/station-ports').StationPorts;
  /** What the build was configured with, still to be checked. */
  export function configuredSettings(): unknown;
}
