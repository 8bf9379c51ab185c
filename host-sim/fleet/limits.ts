/** What the operating system must allow before a fleet can be: open files, and local ports. */

import { readFileSync } from 'node:fs';

/** Undefined where the system does not say, or has no limit. */
export interface SystemLimits {
  /** Node has raised its soft limit to the hard one when it started. */
  readonly openFiles: number | undefined;
  /** To one address and port of a broker. */
  readonly localPorts: number | undefined;
}

/** Files that the process itself has open: its output, its libraries, the way to the observer. */
const OWN_FILES = 64;
/** The observer's port, and some that are closed and not free yet. */
const OWN_PORTS = 16;

export function systemLimits(): SystemLimits {
  return { openFiles: openFiles(), localPorts: localPorts() };
}

/** Why so many boards cannot be, and what to raise; undefined when they can. */
export function limitProblem(
  boards: number,
  { openFiles, localPorts }: SystemLimits,
): string | undefined {
  const files = boards + OWN_FILES;
  if (openFiles !== undefined && files > openFiles) {
    const fit = Math.max(0, openFiles - OWN_FILES);
    return `--boards ${boards}: needs ${files} open files, and ${openFiles} are allowed; raise that with ulimit -n ${files} (the broker needs as many), beyond the hard limit in /etc/security/limits.conf, or take ${fit} boards`;
  }
  const ports = boards + OWN_PORTS;
  if (localPorts !== undefined && ports > localPorts) {
    const fit = Math.max(0, localPorts - OWN_PORTS);
    return `--boards ${boards}: needs ${ports} local ports to the broker, and there are ${localPorts}; raise that with sysctl -w net.ipv4.ip_local_port_range="1024 65535", or take ${fit} boards`;
  }
  return undefined;
}

function openFiles(): number | undefined {
  const { userLimits } = process.report.getReport() as {
    readonly userLimits?: { readonly open_files?: { readonly soft?: number | string } };
  };
  return openFilesOf(userLimits?.open_files?.soft);
}

/** The report says a number, or `unlimited`. */
export function openFilesOf(soft: number | string | undefined): number | undefined {
  return typeof soft === 'number' ? soft : undefined;
}

function localPorts(): number | undefined {
  try {
    return localPortsOf(readFileSync('/proc/sys/net/ipv4/ip_local_port_range', 'utf8'));
  } catch {
    return undefined; // no Linux
  }
}

/** How many ports lie between the two, like `32768\t60999`. */
export function localPortsOf(range: string): number | undefined {
  const [first, last] = range.trim().split(/\s+/).map(Number);
  return Number.isInteger(first) && Number.isInteger(last) ? last! - first! + 1 : undefined;
}
