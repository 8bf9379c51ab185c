/** What the simulator takes from a page, for a word in time: it would only close the connection. */

/** Characters of a recorded climate. */
export const MOST_CLIMATE = 2_000_000;
/** Of one command, as JSON. */
export const MOST_MESSAGE_BYTES = 3_000_000;

/** What is wrong with a file that is so large, or undefined. Before it is read it has a third as many characters at least. */
export function climateProblem(
  name: string,
  bytes: number,
  characters = Math.ceil(bytes / 3),
): string | undefined {
  if (characters <= MOST_CLIMATE) return undefined;
  const [is, most] = [millions(bytes), millions(MOST_CLIMATE)];
  return `${name} is too large (${is} bytes): a climate has ${most} characters at most`;
}

export function messageProblem(bytes: number): string | undefined {
  if (bytes <= MOST_MESSAGE_BYTES) return undefined;
  const [is, most] = [millions(bytes), millions(MOST_MESSAGE_BYTES)];
  return `That is ${is} bytes, and the simulator takes ${most} at once`;
}

/** Never rounded to the limit that it exceeds. */
function millions(count: number): string {
  return `${(Math.ceil(count / 10_000) / 100).toLocaleString('en')} million`;
}
