interface CredentialPattern {
  pattern: RegExp
  replacement: string
}

const secret = (source: string, flags = 'g'): CredentialPattern => ({
  pattern: new RegExp(source, flags),
  replacement: '[secret]',
})

/** Credentials that can be told by their form, whoever holds them. Forms: each maker's own documentation. */
export const credentialPatterns: readonly CredentialPattern[] = [
  // OmniMind's own tokens.
  secret(String.raw`\bomm_[A-Za-z0-9_-]{20,}`),
  // GitHub, GitLab, npm, Slack, Stripe, OpenAI, Anthropic, Google, AWS, Hugging Face.
  secret(String.raw`\b(?:gh[pousr]_[A-Za-z0-9]{30,}|github_pat_[A-Za-z0-9_]{40,})`),
  secret(String.raw`\bglpat-[A-Za-z0-9_-]{20,}`),
  secret(String.raw`\bnpm_[A-Za-z0-9]{36}`),
  secret(String.raw`\bxox[abeoprs]-[A-Za-z0-9-]{10,}`),
  secret(String.raw`\b[rs]k_(?:live|test)_[A-Za-z0-9]{16,}`),
  secret(String.raw`\bsk-(?:ant-|proj-)?[A-Za-z0-9_-]{20,}`),
  secret(String.raw`\bAIza[A-Za-z0-9_-]{35}`),
  secret(String.raw`\b(?:AKIA|ASIA)[A-Z0-9]{16}\b`),
  secret(String.raw`\bhf_[A-Za-z0-9]{30,}`),
  // JSON Web Tokens: two Base64 objects and a signature.
  secret(
    String.raw`(?<![A-Za-z0-9_-])eyJ[A-Za-z0-9_-]{8,4096}\.eyJ[A-Za-z0-9_-]{8,8192}\.[A-Za-z0-9_-]{1,4096}`,
  ),
  secret(
    String.raw`-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----(?:(?!-----(?:BEGIN|END))[\s\S]){0,20000}(?:-----END [A-Z ]{0,30}PRIVATE KEY-----)?`,
  ),
  { pattern: /\b(Bearer|Basic) +[A-Za-z0-9._~+/=-]{8,}/gi, replacement: '$1 [secret]' },
  // A password within an address.
  {
    pattern: /(?<![a-z0-9+.-])([a-z][a-z0-9+.-]{0,30}:\/\/[^\s:@/"]{0,100}):[^\s@/"]{1,200}@/gi,
    replacement: '$1:[secret]@',
  },
  // A variable or a parameter of an address whose name says it; named-values.ts knows more forms.
  {
    pattern:
      /(?<![A-Za-z0-9_-])((?:[A-Za-z0-9]{1,30}[_-]){0,3}(?:password|passwd|passphrase|secret|token|api[_-]?key|access[_-]?key))=[^\s&"'<>\\,;]{3,1000}/gi,
    replacement: '$1=[secret]',
  },
]

/** What a text must hold before any of the patterns, or a member with a telling name, can be in it. */
export const suspicion =
  /omm_|gh[pousr]_|github_pat_|glpat-|npm_|xox|[rs]k_|sk-|AIza|AKIA|ASIA|hf_|eyJ|PRIVATE KEY|bearer|basic|:\/\/|pass|pwd|secret|token|api[-_.]?key|access[-_.]?key|private[-_.]?key|cookie|credential|authorization/i
