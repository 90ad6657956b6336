/** The one screen: what runs where, how long it took, which model answers, what to do next. Plain text, 100 columns. */
import { relative } from 'node:path';
import type { Layout } from './layout.ts';
import { missingParts, type PartStatus, type StackState } from './state.ts';

export const seconds = (ms: number) => `${(ms / 1000).toFixed(1)} s`;

/** One line a part, then what is wrong, then what to do. */
export function screen(state: StackState, layout: Layout): string {
  const rows = Object.values(state.parts).map(row);
  const troubles = Object.entries(state.parts)
    .filter(([, part]) => part.state === 'failed' || part.state === 'restarting')
    .map(([name, part]) => trouble(name, part, layout));
  return [
    '',
    `  Aurora ${headline(state)}`,
    '',
    ...table([['part', 'state', 'where', 'version', 'took'], ...rows]),
    '',
    ...remarks(Object.values(state.parts)),
    ...troubles,
    `  Model     ${state.model ?? 'unknown'}`,
    `  Data      ${near(layout, layout.dataDir)}     settings of scripts: ${near(layout, layout.envFile)}`,
    `  Logs      ${near(layout, layout.logs)}`,
    '',
    ...nextSteps(state),
    '',
  ].join('\n');
}

function headline(state: StackState): string {
  const took =
    state.phase !== 'running' || state.readyInMs === undefined ? '' : `, ready in ${seconds(state.readyInMs)}`;
  if (state.phase !== 'running') return `is ${state.phase}`;
  return `${missingParts(state).length > 0 ? 'is running in part' : 'is running'}${took}`;
}

function row(part: PartStatus): string[] {
  const where = part.state === 'running' ? (part.url ?? '') : '';
  const took = part.startedInMs === undefined ? '' : seconds(part.startedInMs);
  const deaths = part.deaths ? ` (died ${part.deaths}x)` : '';
  return [part.title, part.state + deaths, where, part.version ?? '', took];
}

/** Why parts are not there, or what they do just now. Too long for the table. */
function remarks(parts: PartStatus[]): string[] {
  const lines = parts.flatMap(({ title, state, note }) =>
    note && !['failed', 'restarting'].includes(state) ? [`  ${title}: ${note}`] : [],
  );
  return lines.length > 0 ? [...lines, ''] : [];
}

function trouble(name: string, part: PartStatus, layout: Layout): string {
  const log = `${near(layout, layout.logs)}/${name}.log`;
  const tail = part.log ? [`    ${log} ends with:`, ...part.log.split('\n').map((line) => `      ${line}`)] : [];
  const help = part.help ? [`    ${part.help}`] : [];
  return [`  ${part.title} is not up: ${part.note ?? 'no reason given'}`, ...help, ...tail, ''].join('\n');
}

function nextSteps(state: StackState): string[] {
  if (state.phase !== 'running') return [];
  const key = state.model?.startsWith('the offline') && state.parts.api;
  return [
    `  Next      ${firstStep(state)}`,
    ...(key ? ['            A key in .env (see .env.example) brings a real model.'] : []),
    '            npm run status shows this page, npm stop ends everything and keeps all data.',
  ];
}

function firstStep({ parts }: StackState): string {
  if (parts.web?.state === 'running') return `Open ${parts.web.url} and register: the first person becomes the admin.`;
  if (parts.api && parts.api.state !== 'running')
    return 'Mend what is named above, then npm start again: it brings up what is missing.';
  if (!parts.api) return 'Only the servers run. npm start brings the product too.';
  return 'Without the pages, a terminal does: npm run demo -- "Create a private S3 bucket with versioning"';
}

function table(rows: string[][]): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((cells) => cells[column]?.length ?? 0))) ?? [];
  return rows.map((cells) =>
    `  ${cells.map((cell, column) => cell.padEnd((widths[column] ?? 0) + 2)).join('')}`.trimEnd(),
  );
}

const near = (layout: Layout, path: string) => {
  const short = relative(layout.root, path);
  return short.startsWith('..') ? path : short;
};
