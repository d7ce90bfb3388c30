import { MARK } from '../../compression'
import type { Lines } from '../lines'
import { summariseLog, type LogSummary, type Template } from './templates'
import { differingValues } from './values'

/**
 * A log as one verbatim line for each template, with how often and where it stands (CONTRACT.md, "Logs"). Line numbers in
 * the answer count from 1 at the block's beginning, as a call of restore_context does.
 */
export function renderLog(
  lines: Lines,
  from: number,
  to: number,
  { ref, wanted }: { ref: string; wanted: ReadonlySet<number> },
): string {
  const summary = summariseLog(lines, from, to, wanted)
  const shown = [
    ...summary.templates.map((template) => ({
      at: template.first,
      text: templateText(lines, template, from),
    })),
    ...summary.extra.map((line) => ({ at: line, text: `=${line - from + 1}|${lines.at(line)}` })),
  ].sort((one, other) => one.at - other.at)
  return [
    header(to - from, summary, ref),
    ...shown.map(({ text }) => text),
    ...frames(summary),
    '[/omni]\n',
  ].join('\n')
}

function header(count: number, { templates }: LogSummary, ref: string): string {
  const meaning = '"5x 2-9|" = 5 lines alike in lines 2-9, the first one shown'
  return `${MARK}log ref=${ref} ${count} lines as ${templates.length}; ${meaning}]`
}

function templateText(lines: Lines, template: Template, from: number): string {
  const { count, first, last } = template
  const line = `|${lines.at(first)}`
  if (count === 1) return line
  const values = template.isSevere ? differingValues(lines, template) : []
  const listed = values.map((field) => `\n+|${field.join(' ')}`).join('')
  return `${count}x ${first - from + 1}-${last - from + 1}${line}${listed}`
}

function frames({ middleFrames }: LogSummary): string[] {
  return middleFrames === 0 ? [] : [`~${middleFrames} middle stack frames`]
}
