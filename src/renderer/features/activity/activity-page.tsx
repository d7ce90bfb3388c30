import { Button, Menu, Select, TextInput } from '@mantine/core'
import { useDebouncedValue, useHotkeys } from '@mantine/hooks'
import { useMemo } from 'react'
import { CallOutcome, type CallRecord } from '@shared/domain/call'
import { useServices } from '../../center'
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
import { exportCalls } from './export-calls'
import { outcomeWords } from './outcome-mark'
import { useCalls, type Calls } from './use-calls'
import styles from './activity-page.module.css'

/** Every MCP request the gateway carried lately: filter, sort, pause, export. */
export function ActivityPage() {
  const [serviceId, setServiceId] = useQueryValue('service')
  const [outcomeText, setOutcome] = useQueryValue('outcome')
  const [text, setText] = useQueryValue('q')
  const [sort, setSort] = useQueryValue('sort', '-at')
  const [openId, setOpenId] = useQueryValue('call')
  const [settled] = useDebouncedValue(text, 250)
  const known = useServices()
  const services = useMemo(() => known ?? [], [known])
  const outcome = CallOutcome.nullable()
    .catch(null)
    .parse(outcomeText || null)
  const calls = useCalls({ serviceId, outcome, text: settled })
  const titles = useMemo(() => Object.fromEntries(services.map((one) => [one.id, one.title])), [services])
  const columns = useMemo(() => callColumns(titles), [titles])
  const rows = useMemo(() => sortCalls(calls.shown ?? [], sort), [calls.shown, sort])
  const filtered = serviceId !== '' || outcome !== null || text !== ''
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
            value={text}
            maxLength={200}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Select
            aria-label="Service"
            placeholder="Any service"
            clearable
            w="10rem"
            data={services.map((service) => ({ value: service.id, label: service.title }))}
            value={serviceId || null}
            onChange={(value) => setServiceId(value ?? '')}
          />
          <Select
            aria-label="Outcome"
            placeholder="Any outcome"
            clearable
            w="10rem"
            data={CallOutcome.options.map((value) => ({ value, label: outcomeWords[value] }))}
            value={outcome}
            onChange={(value) => setOutcome(value ?? '')}
          />
          <ExportMenu rows={rows} />
          <PauseButton calls={calls} />
        </>
      }
    >
      <div className={styles['frame']}>
        {calls.problem ? <ProblemNote problem={calls.problem} /> : null}
        {calls.shown === null && !calls.problem ? <RowsSkeleton rows={10} /> : null}
        {calls.shown?.length === 0 ? <NoCalls filtered={filtered} /> : null}
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
      <p className={styles['foot']} hidden={calls.problem !== null}>
        {formatCount(rows.length)} {rows.length === 1 ? 'call' : 'calls'}
        {calls.dropped > 0 ? `, ${formatCount(calls.dropped)} left out under load` : ''}
        {calls.paused ? ', paused' : ', live'}. Contents of calls are not kept, only their size.
      </p>
      <CallDrawer
        call={rows.find((call) => call.id === openId) ?? null}
        titles={titles}
        onClose={() => setOpenId('')}
      />
    </Page>
  )
}

function ExportMenu({ rows }: { rows: readonly CallRecord[] }) {
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<Icon name="export" size={14} />} disabled={rows.length === 0}>
          Export
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={() => exportCalls(rows, 'json')}>
          {formatCount(rows.length)} calls as JSON
        </Menu.Item>
        <Menu.Item onClick={() => exportCalls(rows, 'csv')}>
          {formatCount(rows.length)} calls as CSV
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
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

function NoCalls({ filtered }: { filtered: boolean }) {
  if (filtered) {
    return (
      <EmptyState
        title="No call fits this filter"
        action={
          <Button variant="default" onClick={() => goTo('#/activity', { replace: true })}>
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
