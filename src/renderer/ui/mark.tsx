import type { ReactNode } from 'react'
import styles from './mark.module.css'

/** The shapes of marks that are not a service's state; each says one thing wherever it stands. */
const shapes = {
  disc: <circle cx="6" cy="6" r="4.2" fill="currentColor" stroke="none" />,
  ring: <circle cx="6" cy="6" r="4" />,
  half: (
    <>
      <circle cx="6" cy="6" r="4" />
      <path d="M6 2a4 4 0 0 1 0 8z" fill="currentColor" stroke="none" />
    </>
  ),
  bar: (
    <>
      <circle cx="6" cy="6" r="5" fill="currentColor" stroke="none" />
      <path d="M3.4 6h5.2" stroke="var(--surface)" />
    </>
  ),
  triangle: <path d="M6 1.6 11 10.4H1z" fill="currentColor" stroke="none" />,
  star: <path d="M6 1.4v9.2M2 3.7l8 4.6M10 3.7 2 8.3" />,
  check: <path d="m1.8 6.6 2.7 2.7 5.7-6.2" />,
  cross: <path d="m2.6 2.6 6.8 6.8M9.4 2.6 2.6 9.4" />,
} satisfies Record<string, ReactNode>

export type MarkShape = keyof typeof shapes
export type Tone = 'ok' | 'warn' | 'bad' | 'info' | 'faint'

/** Shape, word and colour together, so that nothing is told by colour alone. */
export function Mark({ shape, tone, children }: { shape: MarkShape; tone: Tone; children: ReactNode }) {
  return (
    <span className={styles['mark']} data-tone={tone}>
      <svg
        viewBox="0 0 12 12"
        width="0.75rem"
        height="0.75rem"
        fill="none"
        stroke="currentColor"
        strokeWidth="1.6"
        strokeLinecap="round"
        strokeLinejoin="round"
        aria-hidden="true"
      >
        {shapes[shape]}
      </svg>
      {children}
    </span>
  )
}
