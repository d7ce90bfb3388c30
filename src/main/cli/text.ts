import { stripVTControlCharacters, styleText } from 'node:util'
import { visibleText } from '@shared/lib/visible-text'
import type { ServiceStateKind } from '@shared/domain/service'
import { isStateKind, stateMark, stateWord } from '@shared/domain/service'
import type { CliIo } from './io'

type Color = 'green' | 'yellow' | 'red' | 'gray'

const stateColors: Record<ServiceStateKind, Color> = {
  ready: 'green',
  degraded: 'yellow',
  failed: 'red',
  blocked: 'red',
  'backing-off': 'yellow',
  starting: 'yellow',
  stopping: 'gray',
  stopped: 'gray',
}

/** Shape and word; the colour only repeats them. */
export function stateLabel(io: Pick<CliIo, 'color'>, kind: string): string {
  return isStateKind(kind) ? paint(io, stateColors[kind], `${stateMark(kind)} ${stateWord(kind)}`) : kind
}

/** Sentences on one line, each with its full stop. */
export function sentences(...parts: readonly (string | undefined)[]): string {
  return parts
    .map((part) => part?.trim() ?? '')
    .filter((part) => part !== '')
    .map((part) => (/[.!?…]["')]?$/.test(part) ? part : `${part}.`))
    .join(' ')
}

export function paint({ color }: Pick<CliIo, 'color'>, name: Color, text: string): string {
  return color ? styleText(name, text, { validateStream: false }) : text
}

/** Columns aligned by two spaces; the last one is not padded. */
export function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [header, ...rows]
  const widths = header.map((_, column) => Math.max(...lines.map((line) => width(line[column] ?? ''))))
  return lines
    .map((line) => line.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - width(cell))))
    .map((line) => line.join('  ').trimEnd())
    .join('\n')
}

/** `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function duration(ms: number): string {
  const seconds = Math.floor(ms / 1_000)
  if (seconds < 60) return `${seconds} s`
  const minutes = Math.floor(seconds / 60)
  if (minutes < 60) return `${minutes} min`
  const hours = Math.floor(minutes / 60)
  return hours < 24 ? `${hours} h ${minutes % 60} min` : `${Math.floor(hours / 24)} d ${hours % 24} h`
}

/** Text from elsewhere, unable to move the cursor, change colours or the window's title, or to hide anything. */
export function printable({ isTerminal }: Pick<CliIo, 'isTerminal'>, text: string): string {
  if (!isTerminal) return text
  return visibleText(stripVTControlCharacters(text).replaceAll('\r\n', '\n'))
}

/** Text from elsewhere in a table: on its line, with everything written out that nobody would see. */
export function cell(text: string): string {
  return visibleText(text).replaceAll(/[\t\n]/g, ' ')
}

function width(text: string): number {
  return stripVTControlCharacters(text).length
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
