/** Terraform's messages, from `-json` lines or from the boxes it prints for people. */

export type Diagnostic = {
  level: 'error' | 'warning';
  summary: string;
  detail: string;
  file?: string;
  line?: number;
  address?: string;
  /** Summary and detail as they were, line breaks kept. */
  text: string;
};

export function readDiagnostics(stdout: string, stderr: string): Diagnostic[] {
  const fromJson = stdout.split('\n').flatMap((line) => {
    const found = jsonDiagnostic(line);
    return found ? [found] : [];
  });
  if (fromJson.length > 0) return fromJson;
  return boxDiagnostics(`${stderr}\n${stdout}`);
}

type RawDiagnostic = {
  severity?: string;
  summary?: string;
  detail?: string;
  address?: string;
  range?: { filename?: string; start?: { line?: number } };
};

/** Format: https://developer.hashicorp.com/terraform/internals/machine-readable-ui#diagnostic */
export function toDiagnostic(raw: RawDiagnostic): Diagnostic {
  const { summary = '', detail = '', range, address } = raw;
  return {
    level: raw.severity === 'warning' ? 'warning' : 'error',
    summary,
    detail,
    ...(range?.filename ? { file: range.filename } : {}),
    ...(range?.start?.line ? { line: range.start.line } : {}),
    ...(address ? { address } : {}),
    text: `${summary}\n${detail}`,
  };
}

function jsonDiagnostic(line: string): Diagnostic | null {
  if (!line.startsWith('{') || !line.includes('"diagnostic"')) return null;
  try {
    const parsed = JSON.parse(line) as { diagnostic?: RawDiagnostic };
    return parsed.diagnostic ? toDiagnostic(parsed.diagnostic) : null;
  } catch {
    return null;
  }
}

/** `init` and `show` speak to people: "Error: summary", "on main.tf line 4, in resource ...", then the detail. */
function boxDiagnostics(text: string): Diagnostic[] {
  const plain = text.replaceAll(/\u001b\[[0-9;]*m/g, '').replaceAll(/^[╷│╵] ?/gm, '');
  const starts = [...plain.matchAll(/^(Error|Warning): (.*)$/gm)];
  return starts.map((match, index) => {
    const body = plain.slice(match.index + match[0].length, starts[index + 1]?.index ?? plain.length);
    const place = /^\s*on (\S+) line (\d+)(?:, in (.+))?:\s*$/m.exec(body);
    const detail = body
      .replace(/^\s*on \S+ line \d+.*$/m, '')
      .replaceAll(/^\s+\d+: .*$/gm, '')
      .trim();
    return {
      level: match[1] === 'Warning' ? 'warning' : 'error',
      summary: match[2] ?? '',
      detail,
      ...(place?.[1] ? { file: place[1] } : {}),
      ...(place?.[2] ? { line: Number(place[2]) } : {}),
      text: `${match[2]}\n${detail}`,
    };
  });
}
