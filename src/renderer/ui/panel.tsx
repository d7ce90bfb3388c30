import type { ReactNode } from 'react'
import styles from './panel.module.css'

interface PanelProps {
  title?: ReactNode
  /** Right of the title: controls or a figure. */
  aside?: ReactNode
  children: ReactNode
  /** No inner space, for tables that reach the edge. */
  flush?: boolean
}

/** A quiet surface that holds one thing, with its name above. */
export function Panel({ title, aside, children, flush = false }: PanelProps) {
  return (
    <section className={styles['panel']}>
      {title || aside ? (
        <header className={styles['head']}>
          {title ? <h2>{title}</h2> : <span />}
          {aside}
        </header>
      ) : null}
      <div className={flush ? styles['flush'] : styles['body']}>{children}</div>
    </section>
  )
}
