/** Manifests as untrusted text: YAML 1.2 or JSON, several documents a file, within limits. */
import { type Document, LineCounter, parseAllDocuments } from 'yaml';
import { errorText } from '../../platform/errors.ts';
import type { RevisionFiles } from '../../platform/revision-files.ts';
import type { KubernetesObject } from '../inventory/kubernetes/objects.ts';
import type { Report } from '../terraform/gate/finding.ts';
import { isObject } from '../terraform/values.ts';

/** One document of one file, before anything is known about its kind. */
export type Draft = { file: string; line: number; body: KubernetesObject };

/** What people still read, and a parser still survives. Aliases are counted as often as they are unfolded. */
export const manifestLimits = { fileBytes: 524_288, objects: 300, aliases: 50, depth: 40 } as const;

/** Syntax, tags, doubled keys, floods: reported, and the document is left out. Nothing of a text is ever run or fetched. */
export function readManifests(files: RevisionFiles, report: Report): Draft[] {
  const drafts = Object.entries(files).flatMap(([file, text]) => readFile(file, text, report));
  if (drafts.length > manifestLimits.objects)
    report('limits', `There are ${drafts.length} objects, and ${manifestLimits.objects} are allowed in one project.`, {
      file: drafts[0]?.file ?? '',
    });
  return drafts.slice(0, manifestLimits.objects);
}

function readFile(file: string, text: string, report: Report): Draft[] {
  if (Buffer.byteLength(text) > manifestLimits.fileBytes) {
    report('limits', `This file is larger than ${manifestLimits.fileBytes / 1024} KiB. Split it.`, { file });
    return [];
  }
  const lines = new LineCounter();
  try {
    const options = { version: '1.2', schema: 'core', strict: true, uniqueKeys: true, logLevel: 'silent' } as const;
    const documents = parseAllDocuments(text, { ...options, lineCounter: lines });
    return (Array.isArray(documents) ? documents : []).flatMap((document) => draftOf(file, document, lines, report));
  } catch (error) {
    // Nesting deep enough ends the parser itself.
    report('syntax', `This file cannot be read as YAML: ${errorText(error).slice(0, 200)}`, { file });
    return [];
  }
}

function draftOf(file: string, document: Document.Parsed, lines: LineCounter, report: Report): Draft[] {
  const problem = document.errors[0] ?? document.warnings[0];
  if (problem) {
    const line = lines.linePos(problem.pos[0]).line;
    report('syntax', `This is no plain YAML: ${problem.message.split('\n')[0]?.slice(0, 200)}`, { file, line });
    return [];
  }
  const line = lines.linePos(document.contents?.range[0] ?? 0).line;
  let body: unknown;
  try {
    body = document.toJS({ maxAliasCount: manifestLimits.aliases });
  } catch (error) {
    report('limits', `The aliases of this document unfold too far: ${errorText(error).slice(0, 120)}`, { file, line });
    return [];
  }
  if (body === null || body === undefined) return [];
  if (!isObject(body)) report('shape', 'A manifest is an object with apiVersion, kind and metadata.', { file, line });
  else if (deeperThan(body, manifestLimits.depth))
    report('limits', `This document is nested deeper than ${manifestLimits.depth} levels.`, { file, line });
  else return [{ file, line, body: body as KubernetesObject }];
  return [];
}

function deeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return levels === 0 || Object.values(value).some((part) => deeperThan(part, levels - 1));
}

/** Every object in a value with the keys that lead to it, itself first. */
export function* nodesOf(
  value: unknown,
  path: readonly string[] = [],
): Generator<{ node: Record<string, unknown>; path: readonly string[] }> {
  if (Array.isArray(value)) {
    for (const item of value) yield* nodesOf(item, path);
    return;
  }
  if (!isObject(value)) return;
  yield { node: value, path };
  for (const [key, part] of Object.entries(value)) yield* nodesOf(part, [...path, key]);
}
