import { useVirtualizer } from '@tanstack/react-virtual'
import { useRef, type KeyboardEvent, type ReactNode } from 'react'
import styles from './virtual-table.module.css'

export interface Column<T> {
  key: string
  label: string
  /** CSS grid track, e.g. `minmax(8rem, 1fr)`. */
  width: string
  number?: boolean
  sortable?: boolean
  cell: (row: T) => ReactNode
}

interface VirtualTableProps<T> {
  label: string
  columns: readonly Column<T>[]
  rows: readonly T[]
  rowKey: (row: T) => string
  /** `column` ascending, `-column` descending. */
  sort?: string
  onSort?: (sort: string) => void
  onOpen?: (row: T) => void
  selectedKey?: string
  /** Narrower than this, the table scrolls sideways, rem. */
  minWidthRem: number
}

/**
 * A table of any length: only the rows in sight are in the page. The whole table is one stop of the Tab key;
 * arrow keys, Page Up and Down, Home and End walk the rows, Enter opens one.
 */
export function VirtualTable<T>(props: VirtualTableProps<T>) {
  const { label, columns, rows, rowKey, onOpen, selectedKey } = props
  const frame = useRef<HTMLDivElement>(null)
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 2.125 * rem,
    getItemKey: (index) => {
      const row = rows[index]
      return row === undefined ? index : rowKey(row)
    },
    overscan: 10,
  })
  const template = {
    minWidth: `${props.minWidthRem}rem`,
    gridTemplateColumns: columns.map((column) => column.width).join(' '),
  }

  // Where the focus is going, until it is there: keys may come faster than rows are drawn.
  const going = useRef<number | null>(null)

  function onKeyDown(event: KeyboardEvent): void {
    const at = going.current ?? indexOf(event.target)
    const step: Record<string, number> = { ArrowDown: 1, ArrowUp: -1, PageDown: 15, PageUp: -15 }
    const move = step[event.key]
    const next =
      move !== undefined ? at + move : event.key === 'Home' ? 0 : event.key === 'End' ? rows.length - 1 : null
    if (next === null) return
    event.preventDefault()
    focusRow(Math.max(0, Math.min(rows.length - 1, next)))
  }
  function focusRow(index: number): void {
    going.current = index
    virtual.scrollToIndex(index)
    requestAnimationFrame(() => {
      if (going.current !== index) return
      going.current = null
      frame.current?.querySelector<HTMLElement>(`[data-index="${index}"]`)?.focus({ preventScroll: true })
    })
  }
  const items = virtual.getVirtualItems()
  const firstVisible = items.find((item) => item.start >= (virtual.scrollOffset ?? 0))?.index ?? 0
  return (
    <div
      ref={frame}
      className={styles['frame']}
      role="table"
      aria-label={label}
      aria-rowcount={rows.length + 1}
      aria-colcount={columns.length}
    >
      <div role="rowgroup" className={styles['head']}>
        <div role="row" className={styles['row']} style={template} aria-rowindex={1}>
          {columns.map((column) => (
            <HeadCell
              key={column.key}
              column={column}
              {...(props.sort === undefined ? {} : { sort: props.sort })}
              {...(props.onSort ? { onSort: props.onSort } : {})}
            />
          ))}
        </div>
      </div>
      <div
        role="rowgroup"
        className={styles['body']}
        style={{ height: virtual.getTotalSize() }}
        onKeyDown={onKeyDown}
      >
        {items.map((item) => {
          const row = rows[item.index]
          if (row === undefined) return null
          return (
            <div
              key={item.key}
              role="row"
              aria-rowindex={item.index + 2}
              data-index={item.index}
              data-selected={rowKey(row) === selectedKey}
              tabIndex={item.index === firstVisible ? 0 : -1}
              className={`${styles['row']} ${styles['line']}`}
              style={{ ...template, height: item.size, transform: `translateY(${item.start}px)` }}
              onClick={() => onOpen?.(row)}
              onKeyDown={(event) => {
                if (event.key === 'Enter') onOpen?.(row)
              }}
            >
              {columns.map((column) => (
                <div
                  key={column.key}
                  role="cell"
                  className={column.number ? styles['number'] : styles['cell']}
                >
                  {column.cell(row)}
                </div>
              ))}
            </div>
          )
        })}
      </div>
    </div>
  )
}

function indexOf(target: EventTarget): number {
  const row = target instanceof Element ? target.closest('[data-index]') : null
  return Number(row?.getAttribute('data-index') ?? -1)
}

function HeadCell<T>({
  column,
  sort,
  onSort,
}: {
  column: Column<T>
  sort?: string
  onSort?: (sort: string) => void
}) {
  const active = sort?.replace('-', '') === column.key
  const descending = sort?.startsWith('-') ?? false
  const className = column.number ? styles['number'] : styles['cell']
  if (!column.sortable || !onSort) {
    return (
      <div role="columnheader" className={className}>
        {column.label}
      </div>
    )
  }
  return (
    <div
      role="columnheader"
      className={className}
      aria-sort={active ? (descending ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={styles['sort']}
        onClick={() => onSort(active && descending ? column.key : `-${column.key}`)}
      >
        {column.label}
        <span aria-hidden="true">{active ? (descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </div>
  )
}
