import { Button, Select, TextInput } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { useMemo } from 'react'
import { CallOutcome, type CallRecord } from '@shared/domain/call'
import { useGateway, useServices, useSettings } from '../../center'
import { goTo, useQueryValue } from '../../router'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { Page } from '../../ui/page'
import { ProblemNote } from '../../ui/problem-note'
import { RowsSkeleton } from '../../ui/skeletons'
import { VirtualTable } from '../../ui/virtual-table'
import { callColumns, sortCalls } from './call-columns'
import { CallDrawer } from './call-drawer'
import { ExportDialog } from './export-dialog'
import { MoreFilters } from './more-filters'
import { outcomeWords } from './outcome-mark'
import { useCallFilter } from './use-call-filter'
import { useCalls, type Calls } from './use-calls'
import styles from './activity-page.module.css'

/** Every MCP request the gateway carried lately: filter, sort, pause, look into one, export. */
export function ActivityPage() {
  const { texts, key, filterNow, set, clear } = useCallFilter()
  const [sort, setSort] = useQueryValue('sort', '-at')
  const [openId, setOpenId] = useQueryValue('call')
  const known = useServices()
  const services = useMemo(() => known ?? [], [known])
  const calls = useCalls(key, filterNow)
  const titles = useMemo(() => Object.fromEntries(services.map((one) => [one.id, one.title])), [services])
  const columns = useMemo(() => callColumns(titles), [titles])
  const rows = useMemo(() => sortCalls(calls.shown ?? [], sort), [calls.shown, sort])
  const clients = useClients(calls.shown)
  const filtered = Object.values(texts).some((text) => text !== '')
  useHotkeys([['alt+P', () => calls.setPaused(!calls.paused)]])
  return (
    <Page
      fill
      title="Activity"
      actions={
        <>
          <TextInput
            aria-label="Tool, client or method"
            placeholder="Tool, client or method"
            leftSection={<Icon name="search" size={14} />}
            value={texts.q}
            maxLength={200}
            onChange={(event) => set({ q: event.currentTarget.value })}
          />
          <Select
            aria-label="Service"
            placeholder="Any service"
            clearable
            w="9rem"
            data={services.map((service) => ({ value: service.id, label: service.title }))}
            value={texts.service || null}
            onChange={(service) => set({ service: service ?? '' })}
          />
          <Select
            aria-label="Outcome"
            placeholder="Any outcome"
            clearable
            w="9rem"
            data={CallOutcome.options.map((value) => ({ value, label: outcomeWords[value] }))}
            value={texts.outcome || null}
            onChange={(outcome) => set({ outcome: outcome ?? '' })}
          />
          <MoreFilters texts={texts} clients={clients} set={set} />
          <ExportDialog filter={filterNow} filtered={filtered} />
          <PauseButton calls={calls} />
        </>
      }
    >
      <div className={styles['frame']}>
        {calls.problem ? <ProblemNote problem={calls.problem} /> : null}
        {calls.shown === null && !calls.problem ? <RowsSkeleton rows={10} /> : null}
        {calls.shown?.length === 0 ? <NoCalls filtered={filtered} onClear={clear} /> : null}
        {rows.length > 0 ? (
          <VirtualTable
            label="Recent calls"
            minWidthRem={48.5}
            columns={columns}
            rows={rows}
            rowKey={(call) => call.id}
            sort={sort}
            onSort={setSort}
            onOpen={(call) => setOpenId(call.id)}
            selectedKey={openId}
          />
        ) : null}
      </div>
      <Foot calls={calls} shown={rows.length} />
      <CallDrawer id={openId} titles={titles} onClose={() => setOpenId('')} />
    </Page>
  )
}

/** Clients the gateway knows and those of the calls shown, by name. */
function useClients(calls: readonly CallRecord[] | null): readonly string[] {
  const gateway = useGateway()
  return useMemo(() => {
    const names = [...(gateway?.clients ?? []), ...(calls ?? [])].flatMap(({ client }) => client ?? [])
    return [...new Set(names)].sort()
  }, [gateway?.clients, calls])
}

function Foot({ calls, shown }: { calls: Calls; shown: number }) {
  const settings = useSettings()
  return (
    <p className={styles['foot']} hidden={calls.problem !== null}>
      {formatCount(shown)} {shown === 1 ? 'call' : 'calls'}
      {calls.dropped > 0 ? `, ${formatCount(calls.dropped)} left out under load` : ''}
      {calls.paused ? ', paused' : ', live'}.{' '}
      {settings?.keepCallContents === false
        ? 'Arguments and results are not kept, only their size.'
        : `Kept for ${settings?.callHistoryDays ?? 30} days, with secrets replaced.`}
    </p>
  )
}

function PauseButton({ calls }: { calls: Calls }) {
  return (
    <Button
      miw="6rem"
      variant={calls.paused ? 'filled' : 'default'}
      leftSection={<Icon name={calls.paused ? 'play' : 'pause'} size={14} />}
      onClick={() => calls.setPaused(!calls.paused)}
    >
      {calls.paused ? (calls.unseen > 0 ? `Resume, ${formatCount(calls.unseen)} new` : 'Resume') : 'Pause'}
    </Button>
  )
}

function NoCalls({ filtered, onClear }: { filtered: boolean; onClear: () => void }) {
  if (filtered) {
    return (
      <EmptyState
        title="No call fits this filter"
        action={
          <Button variant="default" onClick={onClear}>
            Clear the filter
          </Button>
        }
      >
        New calls that fit will appear here as they come.
      </EmptyState>
    )
  }
  return (
    <EmptyState
      title="No calls yet"
      action={<Button onClick={() => goTo('#/connect')}>Connect a client</Button>}
    >
      Every request an AI client sends to a service will stand here: which tool, how long, how it ended.
    </EmptyState>
  )
}
