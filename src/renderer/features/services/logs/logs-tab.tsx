import { Button, Checkbox, Select, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useMemo } from 'react'
import { LogLevel } from '@shared/domain/log'
import { useCommand } from '../../../center'
import { useQueryValue } from '../../../router'
import { CopyButton } from '../../../ui/copy-button'
import { EmptyState } from '../../../ui/empty-state'
import { formatCount } from '../../../ui/format'
import { Icon } from '../../../ui/icons'
import { RowsSkeleton } from '../../../ui/skeletons'
import { filterLines, logText } from './filter-lines'
import { LogList } from './log-list'
import { useLog, type Log } from './use-log'
import styles from './logs-tab.module.css'

/** The live log: search, level, pause, copy, older lines. */
export function LogsTab({ source, title }: { source: string; title: string }) {
  const log = useLog(source)
  const [text, setText] = useQueryValue('q')
  const [level, setLevel] = useQueryValue('level', 'debug')
  const [wrap, setWrap] = useQueryValue('wrap', 'no')
  const minLevel = LogLevel.catch('debug').parse(level)
  const lines = useMemo(() => filterLines(log.view.lines, text, minLevel), [log.view.lines, text, minLevel])
  useHotkeys([['alt+P', () => log.setPaused(!log.paused)]])
  return (
    <section className={styles['tab']} aria-label={`Log of ${title}`}>
      <div className={styles['bar']}>
        <TextInput
          aria-label="Search the log"
          placeholder="Search"
          leftSection={<Icon name="search" size={14} />}
          className={styles['search'] ?? ''}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label="Lowest level shown"
          w="8.5rem"
          data={levels}
          value={minLevel}
          allowDeselect={false}
          onChange={(value) => setLevel(value ?? 'debug')}
        />
        <Checkbox
          label="Wrap lines"
          checked={wrap === 'yes'}
          onChange={(event) => setWrap(event.currentTarget.checked ? 'yes' : 'no')}
        />
        <span className={styles['gap']} />
        <Count shown={lines.length} log={log} filtered={text !== '' || minLevel !== 'debug'} />
        <CopyButton value={() => logText(lines)} label="Copy lines" wide />
        <PauseButton log={log} />
      </div>
      <div className={styles['frame']}>
        {!log.loaded ? <RowsSkeleton rows={8} /> : null}
        {log.loaded && lines.length === 0 ? (
          <NoLines filtered={log.view.lines.length > 0} title={title} />
        ) : null}
        {lines.length > 0 ? (
          <LogList
            lines={lines}
            wrap={wrap === 'yes'}
            searched={text}
            live={!log.paused}
            top={<OlderButton source={source} log={log} />}
          />
        ) : null}
      </div>
    </section>
  )
}

const levels = [
  { value: 'debug', label: 'All levels' },
  { value: 'info', label: 'Info and up' },
  { value: 'warn', label: 'Warnings and up' },
  { value: 'error', label: 'Errors' },
]

function PauseButton({ log }: { log: Log }) {
  return (
    <Button
      variant={log.paused ? 'filled' : 'default'}
      leftSection={<Icon name={log.paused ? 'play' : 'pause'} size={14} />}
      onClick={() => log.setPaused(!log.paused)}
      className={styles['pause'] ?? ''}
    >
      {log.paused ? (log.unseen > 0 ? `Resume, ${formatCount(log.unseen)} new` : 'Resume') : 'Pause'}
    </Button>
  )
}

function Count({ shown, log, filtered }: { shown: number; log: Log; filtered: boolean }) {
  const total = log.view.lines.length
  return (
    <span className={styles['count']}>
      {filtered ? `${formatCount(shown)} of ${formatCount(total)} lines` : `${formatCount(total)} lines`}
      {log.view.dropped > 0 ? `, ${formatCount(log.view.dropped)} left out under load` : ''}
    </span>
  )
}

function NoLines({ filtered, title }: { filtered: boolean; title: string }) {
  return filtered ? (
    <EmptyState title="No line fits">
      Clear the search or choose a lower level. Older lines may fit: they are in the log file.
    </EmptyState>
  ) : (
    <EmptyState title="No lines yet">Whatever {title} writes will appear here as it happens.</EmptyState>
  )
}

/** Reads what came before the first line kept in the page. */
function OlderButton({ source, log }: { source: string; log: Log }) {
  const { run, busy } = useCommand()
  const first = log.view.lines[0]
  if (!first) return null
  const load = (): void =>
    void run('Older lines could not be read', async (client) => {
      const { entries } = await client.logs.search({ source, before: first.at, limit: 1_000 })
      log.buffer.prepend(entries)
    })
  return (
    <Button variant="subtle" size="compact-xs" loading={busy} onClick={load} disabled={log.paused}>
      Load older lines
    </Button>
  )
}
