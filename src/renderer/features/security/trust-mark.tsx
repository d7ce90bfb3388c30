import type { Finding, TrustState } from '@shared/domain/catalog'
import { Mark, type MarkShape, type Tone } from '../../ui/mark'

export const trustWords: Record<TrustState, string> = { trusted: 'Trusted', new: 'New', changed: 'Changed' }
const looks: Record<TrustState, [MarkShape, Tone]> = {
  trusted: ['check', 'ok'],
  new: ['star', 'info'],
  changed: ['triangle', 'warn'],
}

/** Whether a tool may be used: trusted, or waiting for a person. */
export function TrustMark({ trust }: { trust: TrustState }) {
  const [shape, tone] = looks[trust]
  return (
    <Mark shape={shape} tone={tone}>
      {trustWords[trust]}
    </Mark>
  )
}

export const findingWords: Record<Finding['kind'], string> = {
  'hidden-characters': 'Hidden characters',
  'instructions-to-the-model': 'Instructions to the model',
  'shadowed-name': 'Same name as another tool',
  'lying-annotation': 'Says it is harmless',
  'look-alike-name': 'Looks like another name',
  'control-characters': 'Control characters',
  oversized: 'Very large',
  unchecked: 'Too long to check',
}
