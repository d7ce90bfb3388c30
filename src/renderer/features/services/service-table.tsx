import { Table } from '@mantine/core'
import type { ServiceSnapshot } from '@shared/domain/service'
import { usePulses } from '../../center'
import { formatPlace } from '../../router'
import { formatBytes, formatDuration, formatRate } from '../../ui/format'
import { SparkLine } from '../../ui/spark-line'
import { StateMark } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { ServiceIconButtons } from './service-buttons'
import { stateDetail } from './words'
import styles from './service-table.module.css'

export interface ServiceGroup {
  title: string | null
  services: readonly ServiceSnapshot[]
}

export interface Sorting {
  key: string
  descending: boolean
  onSort: (key: string) => void
}

const columns = [
  { key: 'name', label: 'Service' },
  { key: 'state', label: 'State' },
  { key: 'port', label: 'Port', number: true },
  { key: 'calls', label: 'Calls', number: true },
  { key: 'memory', label: 'Memory', number: true },
  { key: 'uptime', label: 'Uptime', number: true, wideOnly: true },
  { key: 'restarts', label: 'Restarts, 24 h', number: true, wideOnly: true },
] as const

/** Services with what matters at a glance; in groups, or sortable when `sorting` is given. */
export function ServiceTable({
  groups,
  sorting,
  label,
}: {
  groups: readonly ServiceGroup[]
  sorting?: Sorting
  label: string
}) {
  return (
    <div className={styles['scroll']}>
      <Table className={styles['table']} aria-label={label}>
        <thead>
          <tr>
            {columns.map((column) => (
              <HeadCell key={column.key} column={column} {...(sorting ? { sorting } : {})} />
            ))}
            <th className={styles['actions']}>
              <span className={styles['hidden']}>Actions</span>
            </th>
          </tr>
        </thead>
        {groups.map((group) => (
          <tbody key={group.title ?? ''}>
            {group.title ? (
              <tr className={styles['group']}>
                <th colSpan={8} scope="rowgroup">
                  {group.title}
                </th>
              </tr>
            ) : null}
            {group.services.map((service) => (
              <ServiceRow key={service.id} service={service} />
            ))}
          </tbody>
        ))}
      </Table>
    </div>
  )
}

function HeadCell({ column, sorting }: { column: (typeof columns)[number]; sorting?: Sorting }) {
  const active = sorting?.key === column.key
  const className = [
    'number' in column ? styles['number'] : '',
    'wideOnly' in column ? styles['wide'] : '',
  ].join(' ')
  if (!sorting) {
    return (
      <th scope="col" className={className}>
        {column.label}
      </th>
    )
  }
  return (
    <th
      scope="col"
      className={className}
      aria-sort={active ? (sorting.descending ? 'descending' : 'ascending') : 'none'}
    >
      <button type="button" className={styles['sort']} onClick={() => sorting.onSort(column.key)}>
        {column.label}
        <span aria-hidden="true">{active ? (sorting.descending ? ' ↓' : ' ↑') : ''}</span>
      </button>
    </th>
  )
}

function ServiceRow({ service }: { service: ServiceSnapshot }) {
  const now = useNow()
  const pulses = usePulses()
  const rates = pulses.map((pulse) => pulse.byService[service.id] ?? 0)
  const running = service.startedAt !== null
  return (
    <tr className={styles['row']}>
      <th scope="row" className={styles['name']}>
        <a href={formatPlace(['services', service.id])}>{service.title}</a>
        {service.kind === 'external' ? <span className={styles['tag']}>external</span> : null}
      </th>
      <td>
        <span className={styles['state']}>
          <StateMark kind={service.state.kind} />
          <span className={styles['detail']}>{stateDetail(service, now)}</span>
        </span>
      </td>
      <td className={styles['number']}>{service.kind === 'external' ? '–' : service.port}</td>
      <td className={styles['number']}>
        <span className={styles['calls']}>
          <SparkLine values={rates} />
          {formatRate(rates.at(-1) ?? 0)}/s
        </span>
      </td>
      <td className={styles['number']}>{service.usage ? formatBytes(service.usage.rssBytes) : '–'}</td>
      <td className={`${styles['number']} ${styles['wide']}`}>
        {running && service.startedAt !== null ? formatDuration(now - service.startedAt) : '–'}
      </td>
      <td className={`${styles['number']} ${styles['wide']}`}>{service.restarts}</td>
      <td className={styles['actions']}>
        <ServiceIconButtons service={service} />
      </td>
    </tr>
  )
}
