import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useGateway, usePending } from '../../center'
import { formatPlace, goTo } from '../../router'
import { StateShape } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { circuitAttention, CloseCircuit } from '../gateway'
import { attentionList, AttentionSteps } from '../services'
import styles from './attention-section.module.css'

/** What is wrong now, as sentences with the next step; nothing at all while all is well. */
export function AttentionSection({ services }: { services: readonly ServiceSnapshot[] }) {
  const now = useNow()
  const circuits = circuitAttention(useGateway(), services, now)
  const list = attentionList(services, now)
  const pending = Object.entries(usePending() ?? {}).filter(([, n]) => n > 0)
  if (list.length + circuits.length + pending.length === 0) return null
  const waiting = <Waiting pending={pending} services={services} />
  return (
    <section aria-label="What needs attention" className={styles['list']}>
      {circuits.map(({ serviceId, sentence, why }) => (
        <Item
          key={`circuit ${serviceId}`}
          rank={0}
          mark={<StateShape kind="blocked" size={16} />}
          href="#/gateway"
          sentence={sentence}
          why={why}
        >
          <CloseCircuit
            size="xs"
            serviceId={serviceId}
            title={services.find(({ id }) => id === serviceId)?.title ?? serviceId}
          />
        </Item>
      ))}
      {list
        .filter(({ rank }) => rank === 0)
        .map((attention) => (
          <ServiceItem key={attention.service.id} attention={attention} />
        ))}
      {pending.length > 0 ? waiting : null}
      {list
        .filter(({ rank }) => rank > 0)
        .map((attention) => (
          <ServiceItem key={attention.service.id} attention={attention} />
        ))}
    </section>
  )
}

function ServiceItem({ attention }: { attention: ReturnType<typeof attentionList>[number] }) {
  const { service, rank, sentence, why } = attention
  return (
    <Item
      rank={rank}
      mark={<StateShape kind={service.state.kind} size={16} />}
      href={formatPlace(['services', service.id])}
      sentence={sentence}
      why={why}
    >
      <AttentionSteps attention={attention} />
    </Item>
  )
}

function Waiting({
  pending,
  services,
}: {
  pending: readonly (readonly [string, number])[]
  services: readonly ServiceSnapshot[]
}) {
  const total = pending.reduce((sum, [, n]) => sum + n, 0)
  const titles = pending.map(([id]) => services.find((one) => one.id === id)?.title ?? id)
  return (
    <Item
      rank={1}
      mark={<StateShape kind="degraded" size={16} />}
      href="#/security?state=waiting"
      sentence={total === 1 ? '1 tool waits for review.' : `${total} tools wait for review.`}
      why={`Of ${titles.join(', ')}. Clients neither see nor call them until you looked at them.`}
    >
      <Button onClick={() => goTo('#/security?state=waiting')}>Review</Button>
    </Item>
  )
}

function Item({
  rank,
  mark,
  href,
  sentence,
  why,
  children,
}: {
  rank: number
  mark: ReactNode
  href: string
  sentence: string
  why: string
  children: ReactNode
}) {
  return (
    <article className={styles['item']} data-rank={rank}>
      <span className={styles['mark']}>{mark}</span>
      <div className={styles['text']}>
        <h2>
          <a href={href}>{sentence}</a>
        </h2>
        <p>{why}</p>
      </div>
      <div className={styles['steps']}>{children}</div>
    </article>
  )
}
