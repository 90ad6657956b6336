/**
 * Takes secrets out of text that leaves a process: log lines, problems, failures. The last line of defence; the first
 * is not to write them. It knows secrets by their shape and by the name that stands before them.
 *
 * Ids, digests and references stay as they are: without them a log is of no use. A secret without a shape of its own
 * (an AWS secret key, a password) is found by its name alone, so it must never stand in a text without one.
 */
export const removed = '[redacted]';

type Rule = readonly [pattern: RegExp, replacement: string];

/** Shapes, each from who issues it. Repetitions have bounds or cannot overlap: this runs over text of strangers. */
const shapes: readonly Rule[] = [
  // RFC 7468, in one line or escaped as JSON; without its end where a text was cut.
  [
    /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY-----(?:(?!-----END)[^"]){0,16384}(?:-----END [A-Z0-9 ]{0,40}-----)?/g,
    removed,
  ],
  // The same in base64, as kubeconfigs hold keys and certificates: "-----BEGIN ".
  [/LS0tLS1CRUdJTi[A-Za-z0-9+/=]+/g, removed],
  // RFC 7519 and 7516: header, payload and whatever follows. {"alg":"none"} ends with a dot.
  [/\beyJ[A-Za-z0-9_-]{6,}(?:\.[A-Za-z0-9_-]*){2,4}/g, removed],
  // Personal tokens of Aurora: api/personal-tokens.ts.
  [/\baurora_pat_\w+/g, `aurora_pat_${removed}`],
  // https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-unique-ids
  [/\b(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{12,}\b/g, removed],
  // https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/
  [/\b(?:gh[pousr]_\w{20,}|github_pat_\w{20,})/g, removed],
  // https://docs.gitlab.com/security/tokens/#token-prefixes
  [/\bgl[a-z]{2,6}-[\w-]{20,}/g, removed],
  // https://docs.slack.dev/authentication/tokens, and incoming webhooks, whose path is the secret.
  [/\bx(?:ox[a-z]|app|wfp)(?:\.xox[a-z])?-[\w-]{8,}/g, removed],
  [/(hooks\.slack\.com\/(?:services|workflows|triggers)\/)[\w/-]+/g, `$1${removed}`],
  // https://developer.hashicorp.com/vault/docs/concepts/tokens; OpenBao keeps the older "s." and "b.".
  [/\bhv[sbr]\.[\w-]{20,}/g, removed],
  [/(?<![\w.])[sbr]\.[A-Za-z0-9]{24,}\b/g, removed],
  // Model providers: OpenAI, Anthropic, OpenRouter; Google's keys and OAuth tokens.
  [/\bsk-[\w-]{16,}/g, removed],
  [/\bAIza[\w-]{30,}/g, removed],
  [/\bya29\.[\w-]{20,}/g, removed],
  // https://www.standardwebhooks.com
  [/\bwhsec_[A-Za-z0-9+/=]{16,}/g, removed],
  // https://github.com/P-H-C/phc-string-format: hashes of passwords.
  [/\$(?:argon2(?:id|i|d)|2[aby]|scrypt|pbkdf2[\w-]*)\$[\w$,=+./-]+/g, removed],
  // RFC 3986: user and password of a URL.
  [/\b([a-z][a-z0-9+.-]{1,30}:\/\/)[^\s/?#"'<>\\]*:[^\s/"'<>\\]*@/gi, `$1${removed}@`],
  // RFC 6750 and 7617.
  [/\b(Bearer|Basic) +[\w.~+/=-]{16,}/gi, `$1 ${removed}`],
];

/** A name that ends like this holds a secret; `tokenId`, `secretRef` and `inputTokens` do not. */
const names =
  '[\\w.-]{0,64}?(?:password|passwd|passphrase|pwd|secret|token|ticket|authorization|cookie|kubeconfig|credentials?' +
  '|(?:api|access|private|secret|consumer|application|account|encryption|signing|client)[_-]?key(?:[_-]?data)?' +
  '|connection[_-]?string|recovery[_-]?codes?|access[_-]?key[_-]?id|secret[_-]?id)';

const named: readonly Rule[] = [
  // "password":"...", of a whole log line, and with arrays of texts.
  [
    new RegExp(
      `(?<!\\\\)("${names}"\\s*:\\s*)(?:"(?:[^"\\\\]|\\\\.)*"|\\[(?:\\s*"(?:[^"\\\\]|\\\\.)*"\\s*,?)*\\])`,
      'gi',
    ),
    `$1"${removed}"`,
  ],
  // The same inside of a text: \"password\":\"...\", however often it was quoted.
  [
    new RegExp(`(\\\\+)"(${names})\\1"(\\s*:\\s*)\\1"(?:(?!(?<!\\\\)\\1")[\\s\\S]){0,20000}(?<!\\\\)\\1"`, 'gi'),
    `$1"$2$1"$3$1"${removed}$1"`,
  ],
  // 'password': '...' and password: '...', as objects are printed.
  [new RegExp(`('?\\b${names}'?\\s*[:=]\\s*)'[^'\\n]{1,20000}'`, 'gi'), `$1'${removed}'`],
  // authorization: Digest ..., cookie: a=b; c=d, up to the end of the line or text.
  [/\b((?:proxy-)?authorization|(?:set-)?cookie)(\s*[:=]\s*)(?!\[redacted\])[^\n"'\\]+/gi, `$1$2${removed}`],
  // password=..., in queries, forms and the environment.
  [new RegExp(`\\b(${names})=(?!\\[redacted\\])[^\\s&;,"'\\\\<>)]+`, 'gi'), `$1=${removed}`],
  // password: ..., in YAML. A word of prose has neither digit nor sign.
  [
    new RegExp(`\\b(${names}):(\\s+)(?!\\[redacted\\])(?=[^\\s"'\\\\]*[\\d_/+=$!@#%^&*-])[^\\s"'\\\\,;]{6,}`, 'gi'),
    `$1:$2${removed}`,
  ],
];

const rules = [...shapes, ...named];

/** The same text without secrets. JSON stays JSON. */
export const scrub = (text: string): string => rules.reduce((given, [pattern, by]) => given.replace(pattern, by), text);

/** From here on, whatever this process writes to its output is scrubbed: for programs whose log is not ours. */
export function scrubOutput(streams: NodeJS.WriteStream[] = [process.stdout, process.stderr]): void {
  for (const stream of streams) {
    const write = stream.write.bind(stream) as (...given: unknown[]) => boolean;
    stream.write = ((chunk: unknown, ...rest: unknown[]) =>
      write(typeof chunk === 'string' ? scrub(chunk) : chunk, ...rest)) as typeof stream.write;
  }
}
