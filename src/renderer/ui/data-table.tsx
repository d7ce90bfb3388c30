import { Table } from '@mantine/core'
import type { ReactNode } from 'react'
import styles from './data-table.module.css'

export interface Head {
  label: string
  number?: boolean
  /** The label is for assistive technology only: a column of buttons. */
  hidden?: boolean
}

/** A table of some dozen rows that reaches the edges of its panel; long ones take `VirtualTable`. */
export function DataTable({
  label,
  heads,
  children,
}: {
  label: string
  heads: readonly Head[]
  children: ReactNode
}) {
  return (
    <div className={styles['scroll']}>
      <Table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            {heads.map((head) => (
              <th key={head.label} scope="col" {...(head.number ? { 'data-number': true } : {})}>
                {head.hidden ? <span className={styles['hidden']}>{head.label}</span> : head.label}
              </th>
            ))}
          </tr>
        </thead>
        {children}
      </Table>
    </div>
  )
}
