import { Skeleton } from '@mantine/core'
import styles from './skeletons.module.css'

/** Rows of the height that real rows have, so that nothing jumps when they come. */
export function RowsSkeleton({ rows }: { rows: number }) {
  return (
    <div className={styles['rows']} aria-busy="true" aria-label="Loading">
      {Array.from({ length: rows }, (_, index) => (
        <div key={index} className={styles['row']}>
          <Skeleton h="0.75rem" w={`${22 + ((index * 7) % 11)}%`} />
          <Skeleton h="0.75rem" w="14%" />
          <Skeleton h="0.75rem" w="8%" />
        </div>
      ))}
    </div>
  )
}

export function BlockSkeleton({ heightRem }: { heightRem: number }) {
  return (
    <div aria-busy="true" aria-label="Loading">
      <Skeleton h={`${heightRem}rem`} />
    </div>
  )
}
