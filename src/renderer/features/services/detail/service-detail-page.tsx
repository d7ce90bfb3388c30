import { Button, Tabs } from '@mantine/core'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useService } from '../../../center'
import { goTo, useQueryValue } from '../../../router'
import { EmptyState } from '../../../ui/empty-state'
import { BlockSkeleton } from '../../../ui/skeletons'
import { useNow } from '../../../ui/use-now'
import { attentionOf, type Attention } from '../attention'
import { AttentionSteps } from '../attention-steps'
import { LogsTab } from '../logs/logs-tab'
import { ToolsTab } from './tools-tab'
import { HistoryTab } from './history-tab'
import { OverviewTab } from './overview-tab'
import { ServiceHeader } from './service-header'
import { ServerSettings } from '../../external'
import { SettingsTab } from './settings-tab'
import styles from './service-detail-page.module.css'

const tabs = [
  { value: 'overview', label: 'Overview' },
  { value: 'logs', label: 'Logs' },
  { value: 'tools', label: 'Tools' },
  { value: 'settings', label: 'Settings' },
  { value: 'history', label: 'History' },
] as const

/** The gateway has neither tools nor settings of its own. */
const gatewayTabs: readonly string[] = ['overview', 'logs', 'history']

/** One service: what is wrong with it, its proofs and charts, its log, its tools, its settings, its past. */
export function ServiceDetailPage({ id }: { id: string }) {
  const service = useService(id)
  if (service === null) {
    return (
      <div className={styles['page']}>
        <BlockSkeleton heightRem={4} />
        <BlockSkeleton heightRem={20} />
      </div>
    )
  }
  if (service === undefined) {
    return (
      <EmptyState
        title={`There is no service “${id}”`}
        action={<Button onClick={() => goTo('#/services')}>Show all services</Button>}
      >
        It may have been renamed or removed since this address was made.
      </EmptyState>
    )
  }
  return <Detail key={id} service={service} />
}

function Detail({ service }: { service: ServiceSnapshot }) {
  const [asked, setTab] = useQueryValue('tab', 'overview')
  const attention = attentionOf(service, useNow())
  const offered = attention?.steps.map(({ kind }) => kind) ?? []
  const shown = tabs.filter(({ value }) => service.tier !== 0 || gatewayTabs.includes(value))
  const tab = shown.some(({ value }) => value === asked) ? asked : 'overview'
  const full = tab === 'logs' || tab === 'tools'
  return (
    <div className={`${styles['page']} ${full ? styles['full'] : ''}`}>
      <ServiceHeader service={service} offered={offered} />
      {attention ? <Trouble attention={attention} tab={tab} /> : null}
      <Tabs
        value={tab}
        onChange={(value) => setTab(value ?? 'overview')}
        keepMounted={false}
        classNames={{
          root: styles['tabs'] ?? '',
          list: styles['tabList'] ?? '',
          tab: styles['tab'] ?? '',
          panel: styles['panel'] ?? '',
        }}
      >
        <Tabs.List aria-label={`Parts of ${service.title}`}>
          {shown.map(({ value, label }) => (
            <Tabs.Tab key={value} value={value}>
              {label}
              {value === 'tools' && service.toolCount !== null ? (
                <span className={styles['count']}>{service.toolCount}</span>
              ) : null}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview">
          <OverviewTab service={service} />
        </Tabs.Panel>
        <Tabs.Panel value="logs">
          <LogsTab source={service.id} title={service.title} />
        </Tabs.Panel>
        <Tabs.Panel value="tools">
          <ToolsTab service={service} offered={offered} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          {service.kind === 'external' ? (
            <ServerSettings service={service} />
          ) : (
            <SettingsTab service={service} />
          )}
        </Tabs.Panel>
        <Tabs.Panel value="history">
          <HistoryTab service={service} />
        </Tabs.Panel>
      </Tabs>
    </div>
  )
}

/** What is wrong with this service now, said before everything else. */
function Trouble({ attention, tab }: { attention: Attention; tab: string }) {
  return (
    <section className={styles['trouble']} data-rank={attention.rank} aria-label="What needs attention">
      <div className={styles['troubleText']}>
        <h2>{attention.sentence}</h2>
        <p>{attention.why}</p>
      </div>
      <div className={styles['steps']}>
        <AttentionSteps attention={attention} tab={tab} />
      </div>
    </section>
  )
}
