import { Button, Drawer } from '@mantine/core'
import type { ReactNode } from 'react'
import type { CallRecord } from '@shared/domain/call'
import { formatPlace, goTo } from '../../router'
import { formatBytes, formatDateTime, formatMs } from '../../ui/format'
import { JsonView } from '../../ui/json-view'
import { Mono } from '../../ui/mono'
import { OutcomeMark } from './outcome-mark'
import styles from './activity-page.module.css'

/** Everything known of one call. */
export function CallDrawer({
  call,
  titles,
  onClose,
}: {
  call: CallRecord | null
  titles: Record<string, string>
  onClose: () => void
}) {
  return (
    <Drawer
      opened={call !== null}
      onClose={onClose}
      position="right"
      size="26rem"
      title={call ? (call.target ?? call.method) : ''}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {call ? <Details call={call} title={titles[call.serviceId] ?? call.serviceId} /> : null}
    </Drawer>
  )
}

function Details({ call, title }: { call: CallRecord; title: string }) {
  return (
    <>
      <dl className={styles['details']}>
        <Row name="Outcome">
          <OutcomeMark outcome={call.outcome} />
        </Row>
        {call.error ? <Row name="Error">{call.error}</Row> : null}
        {call.outcome === 'outcome-unknown' ? (
          <Row name="Meaning">
            The service ended while this call ran. It may or may not have taken effect, so it was not
            repeated.
          </Row>
        ) : null}
        <Row name="Time">{formatDateTime(call.at)}</Row>
        <Row name="Duration">{formatMs(call.durationMs)}</Row>
        <Row name="Service">{title}</Row>
        <Row name="Method">
          <Mono>{call.method}</Mono>
        </Row>
        <Row name="Received">{formatBytes(call.requestBytes)}</Row>
        <Row name="Sent back">{formatBytes(call.responseBytes)}</Row>
        <Row name="Client">{call.client ?? 'unknown'}</Row>
        <Row name="MCP session">
          {call.mcpSessionId ? <Mono copy={call.mcpSessionId}>{call.mcpSessionId}</Mono> : 'none'}
        </Row>
        <Row name="Id">
          <Mono copy={call.id}>{call.id}</Mono>
        </Row>
      </dl>
      <JsonView value={call} />
      <Button
        mt="md"
        variant="default"
        onClick={() => goTo(formatPlace(['services', call.serviceId], { tab: 'logs' }))}
      >
        Open the log of {title}
      </Button>
    </>
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
