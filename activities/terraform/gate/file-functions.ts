/** The functions that open files on the worker, and what they may open: the project, nothing else. */
import { type Call, HclError } from '../hcl/ast.ts';
import { readTemplate } from '../hcl/template.ts';
import { type Budget, evaluate, type Scope } from './evaluate.ts';
import type { Place, Report } from './finding.ts';
import { judgePath, matching } from './paths.ts';
import { alternatives, Options, oneOf, toText, Unknown, unknown, type Value, vacuous } from './values.ts';

const readers = new Set([
  'file',
  'fileexists',
  'filebase64',
  'filebase64sha256',
  'filebase64sha512',
  'filemd5',
  'filesha1',
  'filesha256',
  'filesha512',
  'templatefile',
]);

export const isFileFunction = (name: string): boolean =>
  readers.has(bare(name)) || ['fileset', 'templatestring', 'pathexpand'].includes(bare(name));

const bare = (name: string) => name.replace(/^core::/, '');

export type FileContext = {
  files: Readonly<Record<string, string>>;
  report: Report;
  budget: Budget;
};

/** The `call` hook of a scope: undefined for functions that open nothing. */
export function fileCall(context: FileContext, place: () => Place) {
  return function call(node: Call, args: Value[]): Value | undefined {
    const name = bare(node.name);
    const here = { ...place(), line: node.line };
    if (node.name.startsWith('provider::')) return undefined;
    if (readers.has(name)) return read(context, name, args, here);
    if (name === 'fileset') return fileSet(context, args, here);
    if (name === 'templatestring') return templateText(context, args, here);
    if (name === 'pathexpand') return expandHome(context, args, here);
    return undefined;
  };
}

function read(context: FileContext, name: string, [path = unknown, vars = unknown]: Value[], place: Place): Value {
  const paths = checkedPaths(context, name, path, place);
  if (!paths) return unknown;
  const texts = paths.map((inside) => (Object.hasOwn(context.files, inside) ? context.files[inside] : undefined));
  if (name === 'file') return oneOf(texts.map((text) => text ?? unknown));
  if (name === 'filebase64')
    return oneOf(texts.map((text) => (text === undefined ? unknown : Buffer.from(text).toString('base64'))));
  if (name !== 'templatefile') return name === 'fileexists' ? new Options([true, false]) : unknown;
  return oneOf(paths.map((inside, index) => renderTemplate(context, inside, texts[index], vars, place)));
}

/** @returns project files, or null when one of them is none (it has been reported then) */
function checkedPaths({ report }: FileContext, name: string, path: Value, place: Place): string[] | null {
  const verdict = judgePath(path);
  if (verdict.kind === 'inside') return verdict.paths;
  const message =
    verdict.kind === 'outside'
      ? `${name}() would read "${shown(verdict.path)}", which lies outside the project. Only files of the project may be read.`
      : `${name}() reads a file whose path is not known before the plan. Use a fixed path inside the project, such as "\${path.module}/name".`;
  report('file-function', message, place);
  return null;
}

const shown = (path: string) => path.replaceAll(/[^\x20-\x7e]/g, '?').slice(0, 120);

function fileSet(context: FileContext, [path = unknown, pattern = unknown]: Value[], place: Place): Value {
  const folders = checkedPaths(context, 'fileset', path, place);
  if (!folders) return unknown;
  const patterns = alternatives(pattern)?.map(toText) ?? [null];
  const bad = patterns.some((text) => text === null || text.split(/[/{},]/).includes('..'));
  if (bad) {
    context.report(
      'file-function',
      'fileset() looks for a pattern that may lead outside the project. Use a fixed pattern without "..".',
      place,
    );
    return unknown;
  }
  return oneOf(
    folders.flatMap((folder) => patterns.map((text) => matching(Object.keys(context.files), folder, text ?? ''))),
  );
}

function expandHome({ report }: FileContext, [path = unknown]: Value[], place: Place): Value {
  const verdict = judgePath(path);
  if (verdict.kind !== 'inside')
    report(
      'file-function',
      'pathexpand() would tell where the home folder of the worker is. Use paths inside the project.',
      place,
    );
  return path;
}

/** A template has functions of its own, so it is read as code. */
function renderTemplate(
  context: FileContext,
  path: string,
  text: string | undefined,
  vars: Value,
  place: Place,
): Value {
  if (text === undefined) return unknown;
  return renderText(context, text, vars, { file: path, address: place.address }, `the template ${path}`);
}

function templateText(context: FileContext, [template = unknown, vars = unknown]: Value[], place: Place): Value {
  const texts = alternatives(template);
  if (template === vacuous) return vacuous;
  if (!texts?.every((text) => typeof text === 'string')) {
    context.report(
      'file-function',
      'templatestring() renders a text that is not known before the plan, and such a text could read files. Use templatefile() with a file of the project.',
      place,
    );
    return unknown;
  }
  return oneOf(texts.map((text) => renderText(context, String(text), vars, place, 'the template text')));
}

function renderText(context: FileContext, text: string, vars: Value, place: Place, what: string): Value {
  try {
    const expr = readTemplate(text);
    return oneOf(
      (alternatives(vars) ?? [unknown])
        .slice(0, 64)
        .map((one) => evaluate(expr, templateScope(context, one, place), context.budget)),
    );
  } catch (error) {
    if (!(error instanceof HclError)) throw error;
    context.report('syntax', `${what} cannot be read: line ${error.line}, ${error.message}.`, {
      ...place,
      line: place.line ?? error.line,
    });
    return unknown;
  }
}

function templateScope(context: FileContext, vars: Value, place: Place): Scope {
  const names = vars instanceof Map ? vars : new Map<string, Value>();
  const fallback = vars instanceof Unknown && vars.vacuous ? vacuous : unknown;
  return { names, resolve: () => ({ value: fallback, used: 0 }), call: fileCall(context, () => place) };
}
