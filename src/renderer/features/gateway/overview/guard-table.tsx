import type { GuardStatus } from '@shared/domain/gateway'
import type { ServiceSnapshot } from '@shared/domain/service'
import { formatPlace } from '../../../router'
import { DataTable } from '../../../ui/data-table'
import { formatCount, formatPercent } from '../../../ui/format'
import { CircuitMark, CloseCircuit } from './circuit-mark'
import { ClearCache } from './clear-cache'
import { hitRate, refusals } from './gateway-sentence'
import styles from '../gateway.module.css'

const order = { open: 0, 'half-open': 1, closed: 2 } as const

/** How every service's guards stand; open circuits first. */
export function GuardTable({
  guards,
  services,
}: {
  guards: readonly GuardStatus[]
  services: readonly ServiceSnapshot[]
}) {
  const sorted = [...guards].sort((a, b) => order[a.circuit.kind] - order[b.circuit.kind])
  return (
    <DataTable
      label="Limits and circuits"
      heads={[
        { label: 'Service' },
        { label: 'Circuit' },
        { label: 'In flight', number: true },
        { label: 'Waiting', number: true },
        { label: 'Refused' },
        { label: 'From cache', number: true },
        { label: 'Actions', hidden: true },
      ]}
    >
      <tbody>
        {sorted.map((guard) => (
          <GuardRow
            key={guard.serviceId}
            guard={guard}
            title={services.find(({ id }) => id === guard.serviceId)?.title ?? guard.serviceId}
          />
        ))}
      </tbody>
    </DataTable>
  )
}

function GuardRow({ guard, title }: { guard: GuardStatus; title: string }) {
  const rate = hitRate(guard.cache)
  const refused = refusals(guard)
  return (
    <tr>
      <th scope="row">
        <a href={formatPlace(['services', guard.serviceId])}>{title}</a>
      </th>
      <td>
        <CircuitMark circuit={guard.circuit} />
      </td>
      <td data-number>
        {formatCount(guard.inFlight)}{' '}
        <span className={styles['faint']}>of {formatCount(guard.concurrencyLimit)}</span>
      </td>
      <td data-number data-bad={guard.queued > 0}>
        {formatCount(guard.queued)}
      </td>
      <td>
        {refused.length === 0 ? (
          <span className={styles['faint']}>none</span>
        ) : (
          <a
            className={styles['quiet']}
            href={formatPlace(['activity'], { service: guard.serviceId, outcome: 'refused' })}
          >
            {refused.map(({ word, n }) => `${formatCount(n)} ${word}`).join(', ')}
          </a>
        )}
      </td>
      <td data-number>
        {rate === null ? '–' : formatPercent(rate)}{' '}
        <span className={styles['faint']}>{formatCount(guard.cache.entries)} kept</span>
      </td>
      <td data-actions>
        <span className={styles['actions']}>
          {guard.circuit.kind === 'closed' ? null : (
            <CloseCircuit serviceId={guard.serviceId} title={title} />
          )}
          <ClearCache serviceId={guard.serviceId} title={title} />
        </span>
      </td>
    </tr>
  )
}
