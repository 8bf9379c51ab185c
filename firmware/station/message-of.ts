/**
 * The message of whatever was thrown. The host's errors are no instances of the
 * firmware's Error: they come from another realm.
 */
export function messageOf(thrown: unknown): string {
  if (typeof thrown === 'object' && thrown !== null && 'message' in thrown) {
    const { message } = thrown;
    if (typeof message === 'string') return message;
  }
  return String(thrown);
}
