import type { ReactNode } from 'react'
import { stateWord, type ServiceStateKind } from '@shared/domain/service'
import styles from './state-mark.module.css'

/**
 * One shape per state, so that no state is told by colour alone: full disc, triangle, cross, barred circle,
 * clock, opening and closing ring, empty ring.
 */
const shapes: Record<ServiceStateKind, ReactNode> = {
  ready: <circle cx="6" cy="6" r="4.2" fill="currentColor" />,
  degraded: <path d="M6 1.2 11.4 10.8H.6z" fill="currentColor" />,
  failed: (
    <>
      <rect x="1" y="1" width="10" height="10" rx="2" fill="currentColor" />
      <path d="M4 4l4 4M8 4 4 8" stroke="var(--surface)" strokeWidth="1.5" strokeLinecap="round" />
    </>
  ),
  blocked: (
    <>
      <circle cx="6" cy="6" r="5" fill="currentColor" />
      <path d="M3.4 6h5.2" stroke="var(--surface)" strokeWidth="1.8" strokeLinecap="round" />
    </>
  ),
  'backing-off': (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.6" />
      <path d="M6 3.6V6l1.7 1.1" fill="none" stroke="currentColor" strokeWidth="1.4" strokeLinecap="round" />
    </>
  ),
  starting: (
    <>
      <circle cx="6" cy="6" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.6" opacity="0.35" />
      <path
        d="M6 1.6A4.4 4.4 0 0 1 10.4 6"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.8"
        strokeLinecap="round"
      />
    </>
  ),
  stopping: (
    <>
      <circle
        cx="6"
        cy="6"
        r="4.4"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeDasharray="2 1.9"
      />
      <circle cx="6" cy="6" r="1.6" fill="currentColor" />
    </>
  ),
  stopped: <circle cx="6" cy="6" r="4" fill="none" stroke="currentColor" strokeWidth="1.6" />,
}

export function StateShape({ kind, size = 12 }: { kind: ServiceStateKind; size?: number }) {
  return (
    <svg
      className={styles['shape']}
      data-state={kind}
      viewBox="0 0 12 12"
      width={`${size / 16}rem`}
      height={`${size / 16}rem`}
      aria-hidden="true"
    >
      {shapes[kind]}
    </svg>
  )
}

/** A service's state: shape, word and colour. `word` replaces the standard one, e.g. for a sleeping service. */
export function StateMark({ kind, word }: { kind: ServiceStateKind; word?: string }) {
  return (
    <span className={styles['mark']} data-state={kind}>
      <StateShape kind={kind} />
      {word ?? stateWord(kind)}
    </span>
  )
}
