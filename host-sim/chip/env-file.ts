/**
 * `.env` files, read strictly: a name, `=`, and a value that is taken as it stands,
 * to the end of the line. Nothing is unquoted, unescaped or expanded, so that every
 * character a password can have means itself.
 */

export type Variables = Readonly<Record<string, string>>;

const NAME = /^[A-Z][A-Z0-9_]*$/;

/** Throws an error that names the line, and says nothing of its content: it may be a password. */
export function parseEnvFile(text: string, file: string): Variables {
  const variables: Record<string, string> = {};
  for (const [i, line] of text
    .replace(/^\ufeff/, '')
    .split(/\r?\n/)
    .entries()) {
    if (line.trim() === '' || line.startsWith('#')) continue;
    const place = `${file}, line ${i + 1}`;
    const equals = line.indexOf('=');
    if (equals < 0) throw new SyntaxError(`${place}: a line is NAME=value`);
    const name = line.slice(0, equals).trim();
    if (!NAME.test(name)) {
      throw new SyntaxError(`${place}: what stands before the = is no name like WIFI_SSID`);
    }
    if (name in variables) throw new SyntaxError(`${place}: ${name} was given before`);
    variables[name] = line.slice(equals + 1);
  }
  return variables;
}

/** Whether a value looks as if somebody meant its quotation marks for a shell. */
export function isQuoted(value: string): boolean {
  return (
    value.length > 1 &&
    (value.startsWith('"') || value.startsWith("'")) &&
    value.endsWith(value[0]!)
  );
}
