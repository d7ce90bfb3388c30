import type { ReactNode } from 'react'
import styles from './setting-row.module.css'

/** One setting: its name, what it does, its control. */
export function SettingRow({
  label,
  help,
  children,
}: {
  label: string
  help?: ReactNode
  children: ReactNode
}) {
  return (
    <div className={styles['row']}>
      <div className={styles['words']}>
        <p className={styles['label']}>{label}</p>
        {help ? <p className={styles['help']}>{help}</p> : null}
      </div>
      <div className={styles['control']}>{children}</div>
    </div>
  )
}
