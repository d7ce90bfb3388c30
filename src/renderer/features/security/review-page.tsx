import { Button, SegmentedControl } from '@mantine/core'
import type { ToolReview } from '@shared/contract/trust'
import { useService, useSubmit } from '../../center'
import { formatPlace, goTo, useQueryValue } from '../../router'
import { Answered } from '../../ui/answered'
import { confirm } from '../../ui/confirm'
import { EmptyState } from '../../ui/empty-state'
import { formatCount } from '../../ui/format'
import { Mark } from '../../ui/mark'
import { Mono } from '../../ui/mono'
import { notifyDone } from '../../ui/notify'
import { Page } from '../../ui/page'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { TimeAgo } from '../../ui/time-ago'
import { LineDiff } from './diff/line-diff'
import { TextDiff } from './diff/text-diff'
import { VisibleText } from '../../ui/visible-text'
import { describe } from './review-order'
import { findingWords, TrustMark } from './trust-mark'
import { useReviews } from './use-reviews'
import styles from './security.module.css'

/** One tool as it is now beside as it was approved, and the decision. */
export function ReviewPage({ serviceId, tool }: { serviceId: string; tool: string }) {
  const { query, refresh } = useReviews()
  return (
    <Answered query={query} refresh={refresh} heightRem={26}>
      {(reviews) => {
        const review = reviews.find((one) => one.serviceId === serviceId && one.tool.name === tool)
        if (!review) {
          return (
            <EmptyState
              title={`There is no tool “${tool}”`}
              action={<Button onClick={() => goTo('#/security')}>Show all tools</Button>}
            >
              Its service may have taken it back since this address was made.
            </EmptyState>
          )
        }
        const waiting = reviews.filter((one) => one !== review && one.tool.trust !== 'trusted')
        return <Review review={review} waiting={waiting} onChange={refresh} />
      }}
    </Answered>
  )
}

interface ReviewProps {
  review: ToolReview
  /** The others that wait. */
  waiting: readonly ToolReview[]
  onChange: () => void
}

function Review({ review, waiting, onChange }: ReviewProps) {
  const [view, setView] = useQueryValue('view', 'side')
  const { tool, approved } = review
  const isCompared = approved !== null && tool.trust === 'changed'
  const before = isCompared ? approved : null
  const shown = view === 'inline' ? 'inline' : 'side'
  return (
    <Page
      title={
        <span className={styles['reviewTitle']}>
          <VisibleText text={tool.name} />
          <TrustMark trust={tool.trust} />
        </span>
      }
      actions={<Decision review={review} waiting={waiting} onChange={onChange} />}
    >
      <Facts review={review} />
      <Findings review={review} />
      <Panel
        title="Description"
        aside={
          isCompared ? (
            <SegmentedControl
              aria-label="Compare"
              value={shown}
              onChange={setView}
              data={[
                { value: 'side', label: 'Side by side' },
                { value: 'inline', label: 'In one' },
              ]}
            />
          ) : null
        }
      >
        <TextDiff
          view={shown}
          before={before ? describe(before) : null}
          after={describe(tool.definition) || 'It says nothing about itself.'}
        />
      </Panel>
      <Panel title="Input, output and annotations">
        <LineDiff
          label="Definition"
          view={shown}
          before={before ? restOf(before) : null}
          after={restOf(tool.definition)}
        />
      </Panel>
    </Page>
  )
}

function Facts({ review: { serviceId, tool, approvedAt, tokens } }: { review: ToolReview }) {
  const service = useService(serviceId)
  return (
    <p className={styles['facts']}>
      Tool of <a href={formatPlace(['services', serviceId])}>{service?.title ?? serviceId}</a>.{' '}
      {tokens === null ? null : `Its definition costs ${formatCount(tokens)} tokens. `}
      {approvedAt === null ? (
        tool.trust === 'trusted' ? (
          'Built in.'
        ) : (
          'Never approved.'
        )
      ) : (
        <>
          Approved <TimeAgo at={approvedAt} />.
        </>
      )}{' '}
      Fingerprint <Mono copy={tool.fingerprint}>{tool.fingerprint.slice(0, 12)}…</Mono>
    </p>
  )
}

function Findings({ review: { tool } }: { review: ToolReview }) {
  if (tool.findings.length === 0) {
    return tool.trust === 'trusted' ? null : (
      <p className={styles['faint']}>
        Nothing suspicious was found in it. Read it all the same: only you know what it should do.
      </p>
    )
  }
  return (
    <ul className={styles['findings']} aria-label="Findings">
      {tool.findings.map((finding, index) => (
        <li key={index}>
          <Mark shape="triangle" tone="bad">
            {findingWords[finding.kind]}
          </Mark>
          <span>
            <VisibleText text={finding.text} />
          </span>
        </li>
      ))}
    </ul>
  )
}

function Decision({ review, waiting, onChange }: ReviewProps) {
  const { serviceId, tool } = review
  const { send, busy, problem } = useSubmit()
  const isBuiltIn = useService(serviceId)?.kind === 'built-in'
  const next = waiting.find((one) => one.serviceId === serviceId) ?? waiting[0]

  async function approve(): Promise<void> {
    const answer = await send((client) =>
      client.trust.approve({ serviceId, tools: [{ name: tool.name, fingerprint: tool.fingerprint }] }),
    )
    onChange()
    if (!answer) return
    notifyDone(`${tool.name} can be used now.`)
    goTo(next ? formatPlace(['security', next.serviceId, next.tool.name]) : '#/security')
  }
  async function withdraw(): Promise<void> {
    const answer = await send((client) => client.trust.withdraw({ serviceId, tools: [tool.name] }))
    onChange()
    if (answer) notifyDone(`${tool.name} is blocked until you approve it again.`)
  }
  const askWithdraw = (): void =>
    confirm({
      title: `Withdraw ${tool.name}?`,
      text: 'No client sees or calls it from now on, until you approve it again.',
      verb: 'Withdraw',
      onYes: () => void withdraw(),
    })
  return (
    <>
      {problem ? <ProblemNote problem={problem} /> : null}
      {next ? (
        <Button
          variant="default"
          onClick={() => goTo(formatPlace(['security', next.serviceId, next.tool.name]))}
        >
          Next of {waiting.length}
        </Button>
      ) : null}
      {tool.trust === 'trusted' ? (
        isBuiltIn ? null : (
          <Button variant="default" disabled={busy} onClick={askWithdraw}>
            Withdraw…
          </Button>
        )
      ) : (
        <Button loading={busy} onClick={() => void approve()}>
          {tool.trust === 'changed' ? 'Approve this change' : 'Approve'}
        </Button>
      )}
    </>
  )
}

/** All but name and description, in a fixed order, so that only real differences show. */
function restOf(definition: Record<string, unknown>): string {
  const { name: _, description: _also, ...rest } = definition
  return JSON.stringify(sorted(rest), null, 2)
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1))
  return Object.fromEntries(entries.map(([key, part]) => [key, sorted(part)]))
}
