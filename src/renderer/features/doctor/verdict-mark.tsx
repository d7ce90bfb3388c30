import type { Verdict } from '@shared/domain/doctor'
import { Mark, type MarkShape, type Tone } from '../../ui/mark'

const marks: Record<Verdict, { shape: MarkShape; tone: Tone; word: string }> = {
  ok: { shape: 'check', tone: 'ok', word: 'OK' },
  warning: { shape: 'triangle', tone: 'warn', word: 'Warning' },
  problem: { shape: 'cross', tone: 'bad', word: 'Problem' },
  skipped: { shape: 'ring', tone: 'faint', word: 'Skipped' },
}

/** What a check came out as: shape, word and colour. */
export function VerdictMark({ verdict }: { verdict: Verdict }) {
  const { shape, tone, word } = marks[verdict]
  return (
    <Mark shape={shape} tone={tone}>
      {word}
    </Mark>
  )
}
