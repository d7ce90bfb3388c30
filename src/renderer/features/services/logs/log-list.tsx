import { Button } from '@mantine/core'
import { useVirtualizer } from '@tanstack/react-virtual'
import { useEffect, useLayoutEffect, useRef, useState, type ReactNode } from 'react'
import { formatClockMs, formatDateTime } from '../../../ui/format'
import { Icon } from '../../../ui/icons'
import { fieldsText } from './filter-lines'
import type { LogLine } from './log-buffer'
import styles from './logs-tab.module.css'

/** Distance from the end within which the list counts as being at the end, px. */
const NEAR_END = 24

/** The lines, only those in sight in the page; follows the end until somebody scrolls away. */
export function LogList({
  lines,
  wrap,
  searched,
  live,
  top,
}: {
  lines: readonly LogLine[]
  wrap: boolean
  searched: string
  live: boolean
  top: ReactNode
}) {
  const frame = useRef<HTMLDivElement>(null)
  const [atEnd, setAtEnd] = useState(true)
  const rem = Number.parseFloat(getComputedStyle(document.documentElement).fontSize)
  const virtual = useVirtualizer({
    count: lines.length,
    getScrollElement: () => frame.current,
    estimateSize: () => 1.25 * rem,
    getItemKey: (index) => lines[index]?.n ?? index,
    overscan: 12,
  })
  const last = lines.at(-1)?.n

  const toEnd = (): void => {
    const element = frame.current
    if (element) element.scrollTop = element.scrollHeight
  }
  useLayoutEffect(() => {
    if (atEnd && live) toEnd()
  }, [last, atEnd, live, wrap, lines.length])
  useEffect(() => virtual.measure(), [wrap, virtual])

  const onScroll = (): void => {
    const element = frame.current
    if (element) setAtEnd(element.scrollHeight - element.scrollTop - element.clientHeight < NEAR_END)
  }
  return (
    <>
      <div
        ref={frame}
        className={styles['list']}
        data-wrap={wrap}
        onScroll={onScroll}
        tabIndex={0}
        role="log"
        aria-live="off"
        aria-label="Log lines"
      >
        <div className={styles['top']}>{top}</div>
        <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
          {virtual.getVirtualItems().map((item) => {
            const line = lines[item.index]
            if (!line) return null
            return (
              <div
                key={item.key}
                ref={wrap ? virtual.measureElement : undefined}
                data-index={item.index}
                className={styles['line']}
                data-level={line.level}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <LineText line={line} searched={searched} />
              </div>
            )
          })}
        </div>
      </div>
      {atEnd ? null : (
        <Button
          className={styles['jump'] ?? ''}
          leftSection={<Icon name="down" size={14} />}
          onClick={() => {
            setAtEnd(true)
            toEnd()
          }}
        >
          Jump to latest
        </Button>
      )}
    </>
  )
}

function LineText({ line, searched }: { line: LogLine; searched: string }) {
  const fields = fieldsText(line)
  return (
    <>
      <time title={formatDateTime(line.at)}>{formatClockMs(line.at)}</time>
      <b>{line.level}</b>
      <span>
        <Marked text={line.text} searched={searched} />
        {fields ? (
          <i>
            {' '}
            <Marked text={fields} searched={searched} />
          </i>
        ) : null}
      </span>
    </>
  )
}

/** The first place where the search fits stands out. */
function Marked({ text, searched }: { text: string; searched: string }) {
  const wanted = searched.trim()
  const at = wanted === '' ? -1 : text.toLowerCase().indexOf(wanted.toLowerCase())
  if (at === -1) return text
  return (
    <>
      {text.slice(0, at)}
      <mark>{text.slice(at, at + wanted.length)}</mark>
      {text.slice(at + wanted.length)}
    </>
  )
}
