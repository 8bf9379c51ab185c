/** What is said when the names of a fleet's boards were not its own at the broker. */

/** Why it cannot begin; `online` are the boards that somebody has online. */
export function takenText(prefix: string, online: readonly string[]): string {
  return `--prefix ${prefix}: ${onlineText(online)} at this broker already: another fleet runs there, and the two would throw each other's boards out; take another --prefix (or, if none runs any more, --clear)`;
}

/** Why it does not go on. */
export function contestedText(prefix: string, online: readonly string[]): string {
  return `${onlineText(online)} for somebody else, too: another fleet runs with --prefix ${prefix}, and the two throw each other's boards out; this one ends, start it with another --prefix`;
}

/** What was found before the first board. */
export function leftText(prefix: string, states: number): string {
  return `${statesText(prefix, states)} taken away, which an earlier fleet had left at the broker`;
}

/** What `--clear` did. */
export function clearedText(prefix: string, states: number): string {
  if (states === 0) return `there are no states of boards ${prefix}-… at the broker`;
  return `${statesText(prefix, states)} taken away from the broker`;
}

/** Who is online, like `a-00001 and 5 more are online`. */
export function onlineText([first = '', ...more]: readonly string[]): string {
  return more.length === 0 ? `${first} is online` : `${first} and ${more.length} more are online`;
}

function statesText(prefix: string, states: number): string {
  return `${states === 1 ? '1 state' : `${states} states`} of boards ${prefix}-…`;
}
