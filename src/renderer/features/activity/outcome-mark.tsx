import type { ReactNode } from 'react'
import type { CallOutcome } from '@shared/domain/call'
import styles from './outcome-mark.module.css'

export const outcomeWords: Record<CallOutcome, string> = {
  ok: 'OK',
  'tool-error': 'Tool error',
  error: 'Error',
  refused: 'Refused',
  'outcome-unknown': 'Outcome unknown',
  cancelled: 'Cancelled',
  'input-required': 'Asked for input',
}

const shapes: Record<CallOutcome, ReactNode> = {
  ok: <path d="m2 6.4 2.6 2.6L10 3.4" />,
  'tool-error': <path d="M6 2v5M6 9.6v.1" />,
  error: <path d="m2.8 2.8 6.4 6.4M9.2 2.8 2.8 9.2" />,
  refused: <path d="M9.2 2.8 2.8 9.2M6 1.4a4.6 4.6 0 1 0 0 9.2 4.6 4.6 0 0 0 0-9.2Z" />,
  'outcome-unknown': <path d="M4 4.2a2 2 0 1 1 3 1.7c-.7.4-1 .8-1 1.5M6 9.8v.1" />,
  cancelled: <path d="M2.5 6h7" />,
  'input-required': <path d="M2 3h8v5.4H6.4L4 10.4V8.4H2z" />,
}

/** How a call ended: shape, word and colour. */
export function OutcomeMark({ outcome }: { outcome: CallOutcome }) {
  return (
    <span className={styles['mark']} data-outcome={outcome}>
      <svg
        viewBox="0 0 12 12"
        width="0.75rem"
        height="0.75rem"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {shapes[outcome]}
      </svg>
      {outcomeWords[outcome]}
    </span>
  )
}
