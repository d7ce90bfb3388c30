import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { Query } from '../center'
import { ProblemNote } from './problem-note'
import { BlockSkeleton } from './skeletons'

/** A question's answer once it is there: a quiet block before, the problem and another try if it failed. */
export function Answered<T>({
  query,
  refresh,
  heightRem = 12,
  children,
}: {
  query: Query<T>
  refresh: () => void
  /** Of the block that stands for what is coming. */
  heightRem?: number
  children: (value: T) => ReactNode
}) {
  if (query.kind === 'loading') return <BlockSkeleton heightRem={heightRem} />
  if (query.kind === 'error') {
    return <ProblemNote problem={query.problem} action={<Button onClick={refresh}>Try again</Button>} />
  }
  return children(query.value)
}
