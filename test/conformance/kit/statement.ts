/** A normative statement of the standard: its id, in our words what it asks for, and of whom. */

export interface Statement {
  /** As the standard's Appendix B has it, without `MQTT-`. */
  readonly id: string;
  /** Our own one line, not the standard's. */
  readonly summary: string;
  /** `client`: it binds a client, alone or among others; the page wants a test for it. */
  readonly binds: 'client' | 'server' | 'nobody here';
  /** What a reader should know beside the result; for `nobody here`, why. */
  readonly note: string | undefined;
  /** In which case this client is known not to keep it; it then counts as kept in part. */
  readonly flaw: string | undefined;
}

/** A statement that a client has to keep. */
export function client(id: string, summary: string, note?: string): Statement {
  return { id, summary, binds: 'client', note, flaw: undefined };
}

/** One that this client keeps, but for a case that is known and open. */
export function inPart(id: string, summary: string, flaw: string): Statement {
  return { id, summary, binds: 'client', note: undefined, flaw };
}

/** A statement that only a server has to keep. */
export function server(id: string, summary: string): Statement {
  return { id, summary, binds: 'server', note: undefined, flaw: undefined };
}

/** A statement that cannot apply to this client, and why. */
export function notHere(id: string, summary: string, why: string): Statement {
  return { id, summary, binds: 'nobody here', note: why, flaw: undefined };
}
