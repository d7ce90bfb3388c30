/**
 * The compressor's own idea of lines that must stay (CONTRACT.md, classes "error" and "decision"). The checker has its
 * own; both must find the same error lines, since these are counted apart in logs (a test compares them).
 */

const capitals = 'ERROR|ERR!|FATAL|CRITICAL|SEVERE|PANIC|EMERG|ALERT|FAIL|FAILED|FAILURE'
const phrases =
  'Traceback \\(most recent call last\\)|Caused by:|[Ss]egmentation fault|core dumped|[Oo]ut of memory|non-zero exit'
const exitCodes = 'exit(?:ed|s)?(?: with)?(?: code| status)?[ :=]{1,3}-?[1-9]'
const levels =
  '(?:error|fatal|panic|critical)(?=[:\\]>])|level["\']?[=:] ?["\']?(?:error|fatal|panic|critical)'

/** Compilers' (`error TS2322`, `error[E0382]`) and make's (`Error 2`). */
const numbered = 'error [A-Z]{1,10}\\d{1,6}|error\\[[A-Z]{1,10}\\d{1,6}\\]|Error [1-9]\\d{0,5}'
const openings = '^npm error(?![A-Za-z0-9_])|^[ \\t]{0,20}(?:Error|Failed to) '

const severe = new RegExp(
  [
    `(?<![A-Za-z0-9_])(?:${capitals})(?![A-Za-z0-9_])`,
    `(?<![A-Za-z0-9_])(?:${levels})`,
    '(?:Error|Exception)(?=:|[ \\t]*$)',
    phrases,
    exitCodes,
    `(?<![A-Za-z0-9_])(?:${numbered})(?![A-Za-z0-9_])`,
    openings,
  ].join('|'),
)

const tagged =
  /(?<![A-Za-z0-9_])(?:TODO|FIXME|DECISION|CONSTRAINT|REQUIREMENT|BLOCKER)(?![A-Za-z0-9_])|^[ \t>*#-]{0,20}(?:[Dd]ecision|[Dd]ecided|[Cc]onstraint|[Rr]equirement|[Tt]odo|[Bb]locker|[Aa]ction item)s?[*_]{0,2} ?[:(-]/

const frame = /^(?:[ \t]+at [^ ]|[ \t]*File "[^"]*", line \d|[ \t]+\.\.\. \d+ more|[ \t]+from [^ :]+:\d+:in )/

/** Longer lines are looked at only so far; a line break in time is the writer's duty. */
const LOOKED_AT = 20_000

const head = (line: string): string => (line.length > LOOKED_AT ? line.slice(0, LOOKED_AT) : line)

export const isSevere = (line: string): boolean => severe.test(head(line))
export const isTagged = (line: string): boolean => tagged.test(head(line))
export const isStackFrame = (line: string): boolean => frame.test(head(line)) && !isSevere(line)

/** Lines that stay in texts which are not summed up by shapes. */
export const mustStay = (line: string): boolean => isSevere(line) || isTagged(line)
