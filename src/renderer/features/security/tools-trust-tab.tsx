import { Select, TextInput } from '@mantine/core'
import { useMemo } from 'react'
import type { ToolReview } from '@shared/contract/trust'
import { useServices } from '../../center'
import { formatPlace, goTo, useQueryValue } from '../../router'
import { Answered } from '../../ui/answered'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { VirtualTable, type Column } from '../../ui/virtual-table'
import { describe, filterReviews, sortReviews } from './review-order'
import { findingWords, TrustMark } from './trust-mark'
import { useReviews } from './use-reviews'
import { WaitingNote } from './waiting-note'
import styles from './security.module.css'

/** Every tool of every service: what waits first, then all of them in one table. */
export function ToolsTrustTab() {
  const { query, refresh } = useReviews()
  return (
    <Answered query={query} refresh={refresh} heightRem={22}>
      {(reviews) => (
        <>
          <WaitingNote reviews={reviews} onDone={refresh} />
          <Tools reviews={reviews} />
        </>
      )}
    </Answered>
  )
}

function Tools({ reviews }: { reviews: readonly ToolReview[] }) {
  const services = useServices()
  const titles = useMemo(
    () => Object.fromEntries((services ?? []).map((one) => [one.id, one.title])),
    [services],
  )
  const [text, setText] = useQueryValue('q')
  const [serviceId, setService] = useQueryValue('service')
  const [state, setState] = useQueryValue('state')
  const [sort, setSort] = useQueryValue('sort', 'trust')
  const rows = useMemo(
    () => sortReviews(filterReviews(reviews, { text, serviceId, state }), sort),
    [reviews, text, serviceId, state, sort],
  )
  const columns = useMemo(() => columnsOf(titles), [titles])
  const tokens = rows.reduce((sum, one) => sum + (one.tokens ?? 0), 0)
  if (reviews.length === 0) {
    return (
      <EmptyState title="No tools yet">
        A service's tools stand here once it was ready for the first time.
      </EmptyState>
    )
  }
  return (
    <>
      <div className={styles['filters']}>
        <TextInput
          aria-label="Filter tools"
          placeholder="Name or description"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Select
          aria-label="Service"
          placeholder="Any service"
          clearable
          w="10rem"
          data={[...new Set(reviews.map((one) => one.serviceId))].map((id) => ({
            value: id,
            label: titles[id] ?? id,
          }))}
          value={serviceId || null}
          onChange={(value) => setService(value ?? '')}
        />
        <Select
          aria-label="Trust"
          placeholder="Any trust"
          clearable
          w="10rem"
          data={[
            { value: 'waiting', label: 'Waiting for review' },
            { value: 'findings', label: 'With findings' },
            { value: 'changed', label: 'Changed' },
            { value: 'new', label: 'New' },
            { value: 'trusted', label: 'Trusted' },
          ]}
          value={state || null}
          onChange={(value) => setState(value ?? '')}
        />
        <span className={styles['foot']}>
          {formatCount(rows.length)} {rows.length === 1 ? 'tool' : 'tools'}, {formatCount(tokens)} tokens of
          definitions
        </span>
      </div>
      <div className={styles['frame']}>
        {rows.length === 0 ? (
          <EmptyState title="No tool fits this filter">
            {formatCount(reviews.length)} in all. Clear the filter to see them.
          </EmptyState>
        ) : (
          <VirtualTable
            label="Tools"
            minWidthRem={46}
            columns={columns}
            rows={rows}
            rowKey={(row) => `${row.serviceId}/${row.tool.name}`}
            sort={sort}
            onSort={setSort}
            onOpen={(row) => goTo(formatPlace(['security', row.serviceId, row.tool.name]))}
          />
        )}
      </div>
    </>
  )
}

function columnsOf(titles: Record<string, string>): Column<ToolReview>[] {
  return [
    {
      key: 'tool',
      label: 'Tool',
      width: 'minmax(10rem, 1.2fr)',
      sortable: true,
      cell: ({ serviceId, tool }) => (
        <a
          className={styles['tool']}
          href={formatPlace(['security', serviceId, tool.name])}
          tabIndex={-1}
          title={describe(tool.definition)}
        >
          {tool.name}
        </a>
      ),
    },
    {
      key: 'service',
      label: 'Service',
      width: 'minmax(7rem, 0.8fr)',
      sortable: true,
      cell: ({ serviceId }) => titles[serviceId] ?? serviceId,
    },
    {
      key: 'trust',
      label: 'Trust',
      width: 'minmax(6rem, 0.6fr)',
      sortable: true,
      cell: ({ tool }) => <TrustMark trust={tool.trust} />,
    },
    {
      key: 'findings',
      label: 'Findings',
      width: 'minmax(12rem, 2fr)',
      sortable: true,
      cell: ({ tool }) =>
        tool.findings.length === 0 ? (
          <span className={styles['faint']}>none</span>
        ) : (
          <span title={tool.findings.map((one) => one.text).join('\n')}>
            {tool.findings.map((one) => findingWords[one.kind]).join(', ')}
          </span>
        ),
    },
    {
      key: 'tokens',
      label: 'Tokens',
      width: 'minmax(5rem, 0.5fr)',
      number: true,
      sortable: true,
      cell: ({ tokens }) => (tokens === null ? '–' : formatCount(tokens)),
    },
  ]
}
