/** Why a revision was refused: what people read, and where. */
export type GateFinding = {
  /** The class of the rule, such as file-function. */
  rule: string;
  /** A sentence: what was found and what to do instead. */
  message: string;
  file: string;
  address?: string;
  line?: number;
};

export type Place = { file: string; line?: number; address?: string };
export type Report = (rule: string, message: string, place: Place) => void;

/** Collects findings, each once. */
export function collector() {
  const findings = new Map<string, GateFinding>();
  const report: Report = (rule, message, { file, line, address }) => {
    const finding: GateFinding = { rule, message, file, ...(address ? { address } : {}), ...(line ? { line } : {}) };
    const key = JSON.stringify([rule, message, file, line]);
    if (!findings.has(key)) findings.set(key, finding);
  };
  return { report, findings: () => [...findings.values()] };
}
