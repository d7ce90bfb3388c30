import type { Finding } from '../finding'

interface Pattern {
  code: Finding['code']
  pattern: RegExp
  /** @param groups what the pattern's brackets held */
  text: (groups: readonly string[]) => string
}

/**
 * What common runtimes and libraries say before they end, most telling first. Lines are at most 500 characters, and no
 * pattern can begin at more than a few places of one.
 */
const patterns: readonly Pattern[] = [
  {
    code: 'PACKAGE_NOT_FOUND',
    pattern:
      /npm (?:error|ERR!) (?:code )?(?:E404|ETARGET|ENOTFOUND|EAI_AGAIN|ECONNREFUSED)\b|(?:not found in the package registry|No solution found when resolving|Unable to find image|pull access denied|Failed to fetch: )/i,
    text: () => 'The package could not be fetched.',
  },
  {
    code: 'PORT_TAKEN',
    pattern:
      /(?:EADDRINUSE|address already in use|port (?:\d+ )?is already (?:in use|allocated))(?:.{0,60}?:(\d{2,5})\b)?/i,
    text: ([port]) =>
      port
        ? `It wants port ${port}, which another program holds.`
        : 'It wants a port that another program holds.',
  },
  {
    code: 'PART_MISSING',
    pattern:
      /(?:Cannot find (?:module|package)|No module named|error while loading shared libraries:|can't open file|Cannot open|Module not found) *["']?([^"'\s,;]{1,200})/i,
    text: ([part]) => `A part of it is missing: ${part}.`,
  },
  {
    code: 'FILE_REFUSED',
    pattern: /(?:EACCES|EPERM|Permission denied)(?:.{0,40}?["']([^"']{1,200})["'])?/i,
    text: ([file]) => (file ? `It may not use ${file}.` : 'It may not use a file or folder it needs.'),
  },
  {
    code: 'ARGUMENTS_REFUSED',
    pattern:
      /^\s*usage:|(?:unknown|unrecognized|unexpected|invalid) (?:option|argument|flag)s?\b|missing required (?:option|argument)|required argument/i,
    text: () => 'It did not understand its arguments.',
  },
]

const NAME = /\b(?!ERR_|E_)([A-Z][A-Z0-9]{0,60}(?:_[A-Z0-9]{1,60}){1,8}|[A-Z]{2,30}KEY)\b/
const ABOUT_VARIABLES =
  /environ|env var|\benv\b|not set|is missing|missing|is required|required|must be set|please set|please provide|KeyError|undefined|not defined|not found/i

/** @param lines the program's last output @returns null when none of them says why it ended */
export function explainLastWords(lines: readonly string[]): Finding | null {
  const variable = missingVariable(lines)
  const [download, ...others] = patterns
  return matching(lines, download ? [download] : []) ?? variable ?? matching(lines, others)
}

function matching(lines: readonly string[], some: readonly Pattern[]): Finding | null {
  for (const { code, pattern, text } of some)
    for (const line of lines) {
      const match = pattern.exec(line)
      if (!match) continue
      const groups = match.slice(1).map((group) => group ?? '')
      const port = code === 'PORT_TAKEN' && groups[0] ? { port: Number(groups[0]) } : {}
      return { code, text: text(groups), evidence: [line], ...port }
    }
  return null
}

function missingVariable(lines: readonly string[]): Finding | null {
  for (const line of lines) {
    const name = NAME.exec(line)?.[1]
    if (name === undefined || !ABOUT_VARIABLES.test(line)) continue
    const text = `It needs the environment variable ${name}, which is not set.`
    const nextStep = `Set ${name} for this server; store a key as a secret and refer to it as \${secret:${name}}.`
    return { code: 'VARIABLE_MISSING', text, nextStep, evidence: [line] }
  }
  return null
}
