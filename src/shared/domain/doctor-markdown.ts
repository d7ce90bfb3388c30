import { counted, grouped } from '../lib/counted'
import type { DoctorCheck, DoctorFacts, DoctorReport } from './doctor'

const words = { ok: 'OK', warning: 'Warning', problem: 'Problem', skipped: 'Skipped' } as const
const marks = { ok: '●', warning: '▲', problem: '■', skipped: '○' } as const

/** The shape and the word of a verdict, as everywhere in OmniMind. */
export function verdictMark(verdict: DoctorCheck['verdict']): string {
  return `${marks[verdict]} ${words[verdict]}`
}

/** A report for people: to read, to paste into an issue. */
export function toMarkdown(report: DoctorReport): string {
  const { target, verdict, summary, code, nextStep, checks, complete } = report
  const ran =
    report.durationMs < 1_000 ? `${report.durationMs} ms` : `${(report.durationMs / 1_000).toFixed(1)} s`
  const at = new Date(report.at).toISOString().slice(0, 16).replace('T', ' ')
  const lines = [
    `# ${verdictMark(verdict)}: ${inline(target.title)}`,
    '',
    `**${inline(summary)}**${verdict !== 'ok' && code ? ` (${code})` : ''}`,
    ...(nextStep ? ['', `Next step: ${inline(nextStep)}`] : []),
    ...(complete ? [] : ['', 'The examination was ended before its end.']),
    '',
    '| | Step | What was found |',
    '|---|---|---|',
    ...checks.map(
      (check) => `| ${verdictMark(check.verdict)} | ${cell(check.title)} | ${cell(found(check))} |`,
    ),
    ...checks.flatMap(evidence),
    ...meanings(checks),
    ...factLines(report.facts),
    '',
    `Examined ${at} UTC by OmniMind, in ${ran}.`,
  ]
  return `${lines.join('\n')}\n`
}

/** Several reports under one roof. */
export function allToMarkdown(reports: readonly DoctorReport[]): string {
  return reports.map(toMarkdown).join('\n---\n\n')
}

function found({ code, name, text }: DoctorCheck): string {
  return code === null ? text : `${text} \`${code} ${name}\``
}

function evidence({ code, title, evidence: lines }: DoctorCheck): string[] {
  if (lines.length === 0) return []
  // Indented code cannot be left by anything the lines hold.
  return [
    '',
    `Seen at "${title}"${code === null ? '' : ` (${code})`}:`,
    '',
    ...lines.map((line) => `    ${line}`),
  ]
}

/** What each code means, once. */
function meanings(checks: readonly DoctorCheck[]): string[] {
  const lines = checks
    .filter(({ meaning }) => meaning !== null)
    .map(({ code, meaning }) => `- ${code}: ${inline(meaning ?? '')}`)
  return lines.length === 0 ? [] : ['', ...new Set(lines)]
}

function factLines(facts: DoctorFacts): string[] {
  const known = [
    facts.server && `server ${inline(facts.server)}`,
    facts.revisions.length > 0 && `protocol ${facts.revisions.join(', ')}`,
    facts.tools !== null && counted(facts.tools, 'tool'),
    facts.prompts !== null && counted(facts.prompts, 'prompt'),
    facts.resources !== null && counted(facts.resources, 'resource'),
    facts.definitionTokens !== null && `definitions about ${grouped(facts.definitionTokens)} tokens`,
    facts.handshakeMs !== null && `greeting ${facts.handshakeMs} ms`,
    facts.roundTripMs !== null && `smallest request ${facts.roundTripMs} ms`,
  ].filter((fact) => typeof fact === 'string')
  return known.length === 0 ? [] : ['', `Measured: ${known.join('; ')}.`]
}

/** Text of others cannot become a link, an image, HTML or a heading. */
function inline(text: string): string {
  return text.replaceAll(/[\\`*_[\]<>]/g, String.raw`\$&`)
}

function cell(text: string): string {
  const [, before = text, code = ''] = /^(.*?)( `OMD-\d{3} [A-Z_]+`)$/s.exec(text) ?? []
  return `${inline(before).replaceAll('|', String.raw`\|`)}${code}`
}
