import { Button } from '@mantine/core'
import { AUDIT_LOG } from '@shared/domain/log'
import { formatPlace, goTo } from '../../../router'
import { EmptyState } from '../../../ui/empty-state'
import { Page } from '../../../ui/page'
import { LogsTab } from './logs-tab'

/** The parts of the control center that write a log of their own and are no service. */
export const logSources: readonly { source: string; title: string; hash: string }[] = [
  { source: 'center', title: 'Control center', hash: formatPlace(['logs', 'center']) },
  { source: 'gateway', title: 'Gateway', hash: formatPlace(['logs', 'gateway']) },
  { source: AUDIT_LOG, title: 'Decisions and changes', hash: formatPlace(['logs', AUDIT_LOG]) },
]

/** The log of the control center or its gateway, or the audit trail. */
export function LogPage({ source }: { source: string }) {
  const known = logSources.find((one) => one.source === source)
  if (!known) {
    return (
      <EmptyState
        title={`There is no log “${source}”`}
        action={<Button onClick={() => goTo('#/')}>Go to the overview</Button>}
      >
        The logs of services stand on the pages of the services.
      </EmptyState>
    )
  }
  return (
    <Page fill title={`Log: ${known.title}`}>
      <LogsTab key={source} source={source} title={known.title} />
    </Page>
  )
}
