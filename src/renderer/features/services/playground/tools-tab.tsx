import { Button } from '@mantine/core'
import { isServing, type ServiceSnapshot } from '@shared/domain/service'
import type { ToolDefinition } from '@shared/mcp/tool'
import { useQuery } from '../../../center'
import { formatPlace, useQueryValue } from '../../../router'
import { EmptyState } from '../../../ui/empty-state'
import { ProblemNote } from '../../../ui/problem-note'
import { BlockSkeleton } from '../../../ui/skeletons'
import { ServiceButtons } from '../service-buttons'
import { ToolBench } from './tool-bench'
import styles from './playground.module.css'

/** The tools of a service, and a bench to try one on. */
export function ToolsTab({ service }: { service: ServiceSnapshot }) {
  const serving = isServing(service.state)
  const { query, refresh } = useQuery(`tools ${service.id} ${serving}`, (client, signal) =>
    client.services.tools({ id: service.id }, { signal }),
  )
  if (!serving && (query.kind === 'error' || (query.kind === 'ready' && query.value.length === 0))) {
    return (
      <EmptyState title={`${service.title} is not running`} action={<ServiceButtons service={service} />}>
        Its tools can be listed and tried once it is ready.
      </EmptyState>
    )
  }
  if (query.kind === 'loading') return <BlockSkeleton heightRem={18} />
  if (query.kind === 'error') {
    return <ProblemNote problem={query.problem} action={<Button onClick={refresh}>Try again</Button>} />
  }
  if (query.value.length === 0) return <EmptyState title="This service offers no tools" />
  return <Bench service={service} tools={query.value} />
}

function Bench({ service, tools }: { service: ServiceSnapshot; tools: readonly ToolDefinition[] }) {
  const [name] = useQueryValue('tool', tools[0]?.name ?? '')
  const tool = tools.find((one) => one.name === name) ?? tools[0]
  return (
    <div className={styles['split']}>
      <nav className={styles['tools']} aria-label="Tools">
        {tools.map((one) => (
          <a
            key={one.name}
            className={styles['tool']}
            aria-current={one.name === tool?.name}
            href={formatPlace(['services', service.id], { tab: 'tools', tool: one.name })}
          >
            <code>{one.name}</code>
          </a>
        ))}
      </nav>
      {tool ? <ToolBench key={tool.name} serviceId={service.id} tool={tool} /> : null}
    </div>
  )
}
