import { stripVTControlCharacters, styleText } from 'node:util'
import type { ServiceStateKind } from '@shared/domain/service'
import { stateWord } from '@shared/domain/service'
import type { CliIo } from './io'

type Color = 'green' | 'yellow' | 'red' | 'gray'

/** The shapes of the UI's state marks, as near as characters come. */
const marks: Record<ServiceStateKind, { shape: string; color: Color }> = {
  ready: { shape: '●', color: 'green' },
  degraded: { shape: '▲', color: 'yellow' },
  failed: { shape: '✖', color: 'red' },
  blocked: { shape: '⊖', color: 'red' },
  'backing-off': { shape: '◷', color: 'yellow' },
  starting: { shape: '◔', color: 'yellow' },
  stopping: { shape: '◌', color: 'gray' },
  stopped: { shape: '○', color: 'gray' },
}

/** Shape and word; the colour only repeats them. */
export function stateMark(io: Pick<CliIo, 'color'>, kind: string): string {
  const known = kind in marks ? (kind as ServiceStateKind) : null
  if (known === null) return kind
  return paint(io, marks[known].color, `${marks[known].shape} ${stateWord(known)}`)
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

/** Text from elsewhere, unable to move the cursor, change colours or the window's title. */
export function printable({ isTerminal }: Pick<CliIo, 'isTerminal'>, text: string): string {
  if (!isTerminal) return text
  return stripVTControlCharacters(text).replaceAll(/[^\P{Cc}\t\n]/gu, '')
}

function width(text: string): number {
  return stripVTControlCharacters(text).length
}

export function json(value: unknown): string {
  return JSON.stringify(value, null, 2)
}
