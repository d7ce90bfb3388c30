/** The lines CONTRACT.md calls errors and decisions. Only a line's first 20,000 characters are looked at. */

const LOOKED_AT = 20_000

/** Each entry is one row of the contract's table. */
const errors: readonly RegExp[] = [
  /(?:^|\W)(?:ERROR|ERR!|FATAL|CRITICAL|SEVERE|PANIC|EMERG|ALERT|FAIL|FAILED|FAILURE)(?:\W|$)/,
  /(?:^|\W)(?:error|fatal|panic|critical)[:\]>]/,
  /(?:^|\W)level["']?[=:] ?["']?(?:error|fatal|panic|critical)/,
  /(?:Error|Exception)(?::|[ \t]*$)/,
  /Traceback \(most recent call last\)|Caused by:/,
  /[Ss]egmentation fault|core dumped|[Oo]ut of memory|non-zero exit/,
  /exit(?:ed|s)?(?: with)?(?: code| status)?[ :=]{1,3}-?[1-9]/,
  /(?:^|\W)(?:error [A-Z]{1,10}\d{1,6}|error\[[A-Z]{1,10}\d{1,6}\]|Error [1-9]\d{0,5})(?:\W|$)/,
  /^npm error(?:\W|$)|^[ \t]{0,20}(?:Error|Failed to) /,
]

const decisions: readonly RegExp[] = [
  /(?:^|\W)(?:TODO|FIXME|DECISION|CONSTRAINT|REQUIREMENT|BLOCKER)(?:\W|$)/,
  /^[ \t>*#-]{0,20}(?:[Dd]ecision|[Dd]ecided|[Cc]onstraint|[Rr]equirement|[Tt]odo|[Bb]locker|[Aa]ction item)s?[*_]{0,2} ?[:(-]/,
]

const frames: readonly RegExp[] = [
  /^[ \t]+at [^ ]/,
  /^[ \t]*File "[^"]*", line \d/,
  /^[ \t]+\.\.\. \d+ more/,
  /^[ \t]+from [^ :]+:\d+:in /,
]

/** Asked at once, which takes a third of the time of one after the other. */
function anyOf(patterns: readonly RegExp[]): (line: string) => boolean {
  const any = new RegExp(patterns.map(({ source }) => `(?:${source})`).join('|'))
  return (line) => any.test(line.slice(0, LOOKED_AT))
}

export const isErrorLine = anyOf(errors)
export const isDecisionLine = anyOf(decisions)
const looksLikeFrame = anyOf(frames)
export const isFrameLine = (line: string): boolean => looksLikeFrame(line) && !isErrorLine(line)

export interface Line {
  text: string
  start: number
  /** Exclusive, without the line break. */
  end: number
}

/** The lines of `text` that touch the range; a line break at the very end begins no further line. */
export function linesIn(text: string, from: number, to: number): Line[] {
  const lines: Line[] = []
  let start = text.lastIndexOf('\n', from - 1) + 1
  if (from === 0) start = 0
  while (start < to) {
    const lineBreak = text.indexOf('\n', start)
    const next = lineBreak === -1 ? text.length : lineBreak
    const end = next > start && text[next - 1] === '\r' ? next - 1 : next
    lines.push({ text: text.slice(start, end), start, end })
    start = next + 1
  }
  return lines
}
