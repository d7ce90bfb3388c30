import type { ReactNode } from 'react'
import type { ServiceSnapshot } from '@shared/domain/service'
import { formatBytes, formatDuration, formatPercent } from '../../../ui/format'
import { TimeAgo } from '../../../ui/time-ago'
import { useNow } from '../../../ui/use-now'
import styles from './overview-tab.module.css'

/** The running instance in one line of figures. */
export function ServiceFacts({ service }: { service: ServiceSnapshot }) {
  const now = useNow()
  const { usage, lastError } = service
  return (
    <dl className={styles['line']} aria-label="Running instance">
      <Pair name="Process">{service.pid === null ? 'none' : `pid ${service.pid}`}</Pair>
      <Pair name="Uptime">{service.startedAt === null ? '–' : formatDuration(now - service.startedAt)}</Pair>
      <Pair name="Memory">{usage ? formatBytes(usage.rssBytes) : '–'}</Pair>
      <Pair name="CPU">{usage ? formatPercent(usage.cpuPercent) : '–'}</Pair>
      <Pair name="MCP sessions">{service.sessions}</Pair>
      <Pair name="Restarts in 24 h">{service.restarts}</Pair>
      {lastError ? (
        <Pair name="Last error">
          {lastError.message} (<TimeAgo at={lastError.at} />)
        </Pair>
      ) : null}
    </dl>
  )
}

function Pair({ name, children }: { name: string; children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}
