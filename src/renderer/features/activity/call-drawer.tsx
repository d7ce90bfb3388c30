import { Button, Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CallContents, CallRecord } from '@shared/domain/call'
import { useQuery } from '../../center'
import { formatPlace, goTo } from '../../router'
import { Answered } from '../../ui/answered'
import { CopyButton } from '../../ui/copy-button'
import { formatBytes, formatDateTime, formatMs } from '../../ui/format'
import { Mono } from '../../ui/mono'
import { CallContentsView } from './call-contents-view'
import { OutcomeMark } from './outcome-mark'
import { Replay } from './replay'
import { StagesBar } from './stages-bar'
import styles from './activity-page.module.css'

interface CallDrawerProps {
  /** The call's id; empty closes. */
  id: string
  titles: Record<string, string>
  onClose: () => void
}

/** Everything known of one call. */
export function CallDrawer({ id, titles, onClose }: CallDrawerProps) {
  return (
    <Drawer
      opened={id !== ''}
      onClose={onClose}
      position="right"
      size="36rem"
      title="Call"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id === '' ? null : <Call key={id} id={id} titles={titles} />}
    </Drawer>
  )
}

function Call({ id, titles }: { id: string; titles: Record<string, string> }) {
  const { query, refresh } = useQuery(`call ${id}`, (client, signal) =>
    client.activity.get({ id }, { signal }),
  )
  return (
    <Answered query={query} refresh={refresh} heightRem={24}>
      {({ call, contents }) => (
        <Details call={call} contents={contents} title={titles[call.serviceId] ?? call.serviceId} />
      )}
    </Answered>
  )
}

const cacheWords = {
  memory: 'from memory; the service was not asked',
  disk: 'from disk; the service was not asked',
  shared: 'shared with a call that was under way',
} as const

function Details({
  call,
  contents,
  title,
}: {
  call: CallRecord
  contents: CallContents | null
  title: string
}) {
  return (
    <div className={styles['call']}>
      <div className={styles['callHead']}>
        <h2>{call.target ?? call.method}</h2>
        <OutcomeMark outcome={call.outcome} />
        <span className={styles['faint']}>{formatMs(call.durationMs)}</span>
      </div>
      <StagesBar stages={call.stages} durationMs={call.durationMs} />
      <CallFacts call={call} title={title} />
      <CallContentsView contents={contents} />
      <div className={styles['callActions']}>
        <Replay id={call.id} disabled={call.method === 'initialize'} />
        <CopyButton value={() => JSON.stringify({ ...call, contents }, null, 2)} label="Copy as JSON" wide />
        <Button
          variant="default"
          onClick={() => goTo(formatPlace(['services', call.serviceId], { tab: 'logs' }))}
        >
          Open the log of {title}
        </Button>
      </div>
    </div>
  )
}

function CallFacts({ call, title }: { call: CallRecord; title: string }) {
  return (
    <dl className={styles['details']}>
      {call.error ? <Row name="Error">{call.error}</Row> : null}
      {call.outcome === 'outcome-unknown' ? (
        <Row name="Meaning">
          The service ended while this call ran. It may or may not have taken effect, so it was not repeated.
        </Row>
      ) : null}
      <Row name="Time">{formatDateTime(call.at)}</Row>
      <Row name="Service">{title}</Row>
      {call.endpoint ? (
        <Row name="Address">
          <Mono>{call.endpoint === 'default' ? '/mcp' : `/mcp/${call.endpoint}`}</Mono>
        </Row>
      ) : null}
      <Row name="Method">
        <Mono>{call.method}</Mono>
      </Row>
      <Row name="Client">{call.client ?? 'unknown'}</Row>
      <Row name="Protocol">
        {call.protocolVersion ?? 'not told'}, {call.era === 'session' ? 'with a session' : 'stateless'}
      </Row>
      {call.cache ? <Row name="Cache">{cacheWords[call.cache]}</Row> : null}
      <Row name="Sizes">
        {formatBytes(call.requestBytes)} received, {formatBytes(call.responseBytes)} sent back
      </Row>
      {call.mcpSessionId ? <IdRow name="MCP session" id={call.mcpSessionId} /> : null}
      {call.traceId ? <IdRow name="Trace" id={call.traceId} /> : null}
      {call.spanId ? <IdRow name="Span" id={call.spanId} /> : null}
      {call.parentSpanId ? <IdRow name="Parent span" id={call.parentSpanId} /> : null}
      <IdRow name="Id" id={call.id} />
    </dl>
  )
}

function IdRow({ name, id }: { name: string; id: string }) {
  return (
    <Row name={name}>
      <Mono copy={id} label={`Copy ${name.toLowerCase()}`}>
        {id}
      </Mono>
    </Row>
  )
}

function Row({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </>
  )
}
