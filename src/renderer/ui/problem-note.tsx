import type { ReactNode } from 'react'
import type { Problem } from '@shared/errors'
import { CopyButton } from './copy-button'
import styles from './problem-note.module.css'

/** What happened, why, what to do; the details fold away and can be copied. */
export function ProblemNote({ problem, action }: { problem: Problem; action?: ReactNode }) {
  const details = [`${problem.code}: ${problem.message}`, problem.nextStep, problem.cause]
    .filter(Boolean)
    .join('\n')
  return (
    <div className={styles['note']} role="alert">
      <div className={styles['body']}>
        <p className={styles['message']}>{problem.message}</p>
        {problem.nextStep ? <p className={styles['next']}>{problem.nextStep}</p> : null}
        <details className={styles['details']}>
          <summary>Details</summary>
          <pre>{details}</pre>
          <CopyButton value={details} label="Copy details" wide />
        </details>
      </div>
      {action ? <div className={styles['action']}>{action}</div> : null}
    </div>
  )
}
