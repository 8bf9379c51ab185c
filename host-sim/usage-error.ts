/** Something on the command line, or in a file that it names, that cannot be; the message says what to do. */
export class UsageError extends Error {
  override name = 'UsageError';
}
