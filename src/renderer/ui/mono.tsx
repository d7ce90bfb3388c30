import type { ReactNode } from 'react'
import { CopyButton } from './copy-button'
import styles from './mono.module.css'

/** An id, address or path in fixed width; with `copy` it can be taken along. */
export function Mono({
  children,
  copy,
  label = 'Copy',
}: {
  children: ReactNode
  copy?: string
  label?: string
}) {
  if (copy === undefined) return <code className={styles['mono']}>{children}</code>
  return (
    <span className={styles['pair']}>
      <code className={styles['mono']}>{children}</code>
      <CopyButton value={copy} label={label} />
    </span>
  )
}
