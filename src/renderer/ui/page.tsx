import type { ReactNode } from 'react'
import styles from './page.module.css'

/** A screen: its name, what can be done with all of it, and its content. `fill` uses the whole height. */
export function Page({
  title,
  actions,
  fill = false,
  children,
}: {
  title: ReactNode
  actions?: ReactNode
  fill?: boolean
  children: ReactNode
}) {
  return (
    <div className={fill ? `${styles['page']} ${styles['fill']}` : styles['page']}>
      <header className={styles['head']}>
        <h1 tabIndex={-1}>{title}</h1>
        {actions ? <div className={styles['actions']}>{actions}</div> : null}
      </header>
      {children}
    </div>
  )
}
