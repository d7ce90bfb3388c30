import { Button } from '@mantine/core'
import type { ToolReview } from '@shared/contract/trust'
import { useCommand, useServices } from '../../center'
import { formatPlace, goTo } from '../../router'
import { confirm } from '../../ui/confirm'
import { notifyDone } from '../../ui/notify'
import styles from './security.module.css'

/** The tools that wait, by server, with the way to look at them and to approve them together. */
export function WaitingNote({ reviews, onDone }: { reviews: readonly ToolReview[]; onDone: () => void }) {
  const services = useServices() ?? []
  const waiting = Map.groupBy(
    reviews.filter(({ tool }) => tool.trust !== 'trusted'),
    ({ serviceId }) => serviceId,
  )
  if (waiting.size === 0) return null
  return (
    <section className={styles['waiting']} aria-label="Waiting for review">
      {[...waiting].map(([id, tools]) => (
        <WaitingServer
          key={id}
          id={id}
          title={services.find((one) => one.id === id)?.title ?? id}
          tools={tools}
          onDone={onDone}
        />
      ))}
    </section>
  )
}

function WaitingServer({
  id,
  title,
  tools,
  onDone,
}: {
  id: string
  title: string
  tools: readonly ToolReview[]
  onDone: () => void
}) {
  const { run, busy } = useCommand()
  const doubtful = tools.filter(({ tool }) => tool.findings.length > 0)
  const changed = tools.filter(({ tool }) => tool.trust === 'changed').length
  const first = doubtful[0] ?? tools[0]

  async function approveAll(): Promise<void> {
    const seen = tools.map(({ tool }) => ({ name: tool.name, fingerprint: tool.fingerprint }))
    const done = await run('The tools could not be approved', (client) =>
      client.trust.approve({ serviceId: id, tools: seen }),
    )
    if (!done) return
    notifyDone(`${tools.length} tools of ${title} can be used now.`)
    onDone()
  }
  function ask(): void {
    confirm({
      title: `Approve ${amount(tools.length)} of ${title}?`,
      text:
        doubtful.length > 0
          ? `${doubtful.length} of them ${doubtful.length === 1 ? 'has' : 'have'} findings: look at ${doubtful.length === 1 ? 'it' : 'them'} first. Every AI client may use approved tools at once.`
          : 'Every AI client may use them at once. If one changes later, it is blocked until you look again.',
      verb: 'Approve all',
      onYes: () => void approveAll(),
    })
  }
  return (
    <div className={styles['server']} data-doubtful={doubtful.length > 0}>
      <div className={styles['words']}>
        <h2>
          {title}: {amount(tools.length)} {tools.length === 1 ? 'waits' : 'wait'} for review
        </h2>
        <p>
          {changed > 0 ? `${changed} changed since approved. ` : ''}
          {doubtful.length > 0
            ? `${doubtful.length} ${doubtful.length === 1 ? 'has' : 'have'} findings. `
            : 'No findings. '}
          Until then clients neither see nor call them.
        </p>
      </div>
      <div className={styles['steps']}>
        {first ? (
          <Button onClick={() => goTo(formatPlace(['security', id, first.tool.name]))}>Review</Button>
        ) : null}
        <Button variant="default" disabled={busy} onClick={ask}>
          Approve all…
        </Button>
      </div>
    </div>
  )
}

function amount(n: number): string {
  return n === 1 ? '1 tool' : `${n} tools`
}
