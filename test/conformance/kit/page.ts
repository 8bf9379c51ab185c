/** The page: each statement, the tests that show it, and what came of them. */

import { MQTT_3_1_1 } from '../v3.1.1/statements';
import { MQTT_5_0 } from '../v5.0/statements';
import { type Evidence, idsIn, sentenceOf, type VersionName, versionOf } from './evidence';
import type { Statement } from './statement';

const STATEMENTS: Readonly<Record<VersionName, readonly Statement[]>> = {
  '3.1.1': MQTT_3_1_1,
  '5.0': MQTT_5_0,
};

/** More tests for one statement are counted, not named. */
const MOST_LINKS = 5;

const INTRODUCTION = `# Conformance of the client

What the MQTT standards ask of a client, and which tests show that this one does it. \`npm run
conformance\` runs the tests and writes this page; \`npm test\` runs them too, and fails when the page
is not what they make of it.

A test names the statements that it shows: \`[MQTT-2.3.1-5]\`. The ids are those of Appendix B of the
OASIS standards [MQTT 3.1.1](https://docs.oasis-open.org/mqtt/mqtt/v3.1.1/os/mqtt-v3.1.1-os.html) and
[MQTT 5.0](https://docs.oasis-open.org/mqtt/mqtt/v5.0/os/mqtt-v5.0-os.html); what stands beside them
is said in our words and is no substitute for the standard's. The list of ids of 3.1.1 was compared
with the one that the [Lannister](https://github.com/anyflow/lannister/blob/master/src/site/markdown/specification.md)
broker publishes.

_shown_: tests that carry the id pass. **in part**: they do, and a case is known in which the client
does not keep it, which stands there. **not shown**: the statement binds a client, and no test shows
it. _server only_: it binds nobody but a server; where tests stand beside it, the client checks that
its server keeps to it.
`;

/** What is wrong with the ids in the names of tests. */
export function unknownIds(evidence: readonly Evidence[]): string[] {
  const problems: string[] = [];
  for (const { file, name } of evidence) {
    const version = versionOf(file);
    for (const id of idsIn(name)) {
      if (STATEMENTS[version].some((statement) => statement.id === id)) continue;
      problems.push(`${file}: MQTT ${version} has no statement MQTT-${id}: ${name}`);
    }
  }
  return problems;
}

/** The ids of statements that bind a client and that no test shows. */
export function notShown(version: VersionName, evidence: readonly Evidence[]): string[] {
  return STATEMENTS[version]
    .filter(({ id, binds }) => binds === 'client' && testsFor(version, id, evidence).length === 0)
    .map(({ id }) => id);
}

/** The whole page, for tests that all have passed. */
export function page(evidence: readonly Evidence[]): string {
  const versions = Object.keys(STATEMENTS) as VersionName[];
  const summary = [
    '| version | statements | bind a client | shown | in part | not shown | server only | cannot apply |',
    '| --- | --: | --: | --: | --: | --: | --: | --: |',
    ...versions.map((version) => summaryOf(version, evidence)),
  ];
  const sections = versions.map((version) => section(version, evidence));
  return [INTRODUCTION, summary.join('\n'), ...sections].join('\n') + '\n';
}

function summaryOf(version: VersionName, evidence: readonly Evidence[]): string {
  const statements = STATEMENTS[version];
  const count = (binds: Statement['binds']): number =>
    statements.filter((statement) => statement.binds === binds).length;
  const missing = notShown(version, evidence).length;
  const bound = count('client');
  const inPart = statements.filter(
    ({ id, flaw }) => flaw !== undefined && testsFor(version, id, evidence).length > 0,
  ).length;
  const shown = bound - inPart - missing;
  const numbers = [bound, shown, inPart, missing, count('server'), count('nobody here')];
  return `| ${version} | ${statements.length} | ${numbers.join(' | ')} |`;
}

function section(version: VersionName, evidence: readonly Evidence[]): string {
  const rows = STATEMENTS[version].map((statement) => row(version, statement, evidence));
  return [
    `\n## MQTT ${version}\n`,
    '| id | what it asks for | shown by | result |',
    '| --- | --- | --- | --- |',
    ...rows,
  ].join('\n');
}

function row(version: VersionName, statement: Statement, evidence: readonly Evidence[]): string {
  const { id, summary, note } = statement;
  const tests = links(testsFor(version, id, evidence));
  const asked = note === undefined ? summary : `${summary} (${note})`;
  return `| ${id} | ${cell(asked)} | ${tests} | ${resultOf(statement, tests !== '')} |`;
}

function resultOf({ binds, flaw }: Statement, isTested: boolean): string {
  if (binds === 'server') return 'server only';
  if (binds === 'nobody here') return 'cannot apply';
  if (!isTested) return '**not shown**';
  return flaw === undefined ? 'shown' : `**in part**: ${cell(flaw)}`;
}

function testsFor(version: VersionName, id: string, evidence: readonly Evidence[]): Evidence[] {
  return evidence.filter(
    ({ file, name }) => versionOf(file) === version && idsIn(name).includes(id),
  );
}

/** The tests, the first of them where there are many. */
function links(tests: readonly Evidence[]): string {
  const shown = tests.slice(0, MOST_LINKS).map(link);
  if (tests.length > MOST_LINKS) shown.push(`and ${tests.length - MOST_LINKS} more`);
  return shown.join('<br>');
}

function link({ file, name }: Evidence): string {
  const path = file.startsWith('conformance/') ? file.slice('conformance/'.length) : `../${file}`;
  return `[${cell(sentenceOf(name))}](${path})`;
}

/** A text inside a table: what means something to Markdown means itself. */
function cell(text: string): string {
  return text.replace(/[|[\]*_<>\\`$]/g, (mark) => `\\${mark}`);
}
