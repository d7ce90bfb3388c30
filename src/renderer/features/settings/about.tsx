import type { ReactNode } from 'react'
import { useAppInfo } from '../../center'
import { Mono } from '../../ui/mono'
import { Panel } from '../../ui/panel'
import { BlockSkeleton } from '../../ui/skeletons'
import { StateShape } from '../../ui/state-mark'
import { TimeAgo } from '../../ui/time-ago'
import styles from './settings-page.module.css'

/** What runs here, where its data lies, and what a person should know about it. */
export function About() {
  const info = useAppInfo()
  if (info === null) return <BlockSkeleton heightRem={14} />
  return (
    <Panel title="About">
      {info.warnings.map((warning) => (
        <p key={warning} className={styles['warning']}>
          <StateShape kind="degraded" />
          {warning}
        </p>
      ))}
      <dl className={styles['about']}>
        <Row name="Version">{info.version}</Row>
        <Row name="Runs as">
          {info.host === 'desktop' ? 'Desktop app' : 'Headless control center'}, pid {info.pid}, started{' '}
          <TimeAgo at={info.startedAt} />
        </Row>
        <Row name="Data directory">
          <Mono copy={info.home} label="Copy path">
            {info.home}
          </Mono>
        </Row>
        <Row name="Dashboard">
          <Mono copy={info.dashboardUrl} label="Copy address">
            {info.dashboardUrl}
          </Mono>
        </Row>
        <Row name="Health">
          <Mono copy={info.healthUrl} label="Copy address">
            {info.healthUrl}
          </Mono>
        </Row>
        {info.portOffset === 0 ? null : (
          <Row name="Port offset">{info.portOffset} is added to every port</Row>
        )}
        <Row name="Secrets">{info.secretProtection}</Row>
        <Row name="Logs">
          <a href="#/logs/center">Control center</a>, <a href="#/logs/gateway">gateway</a>
        </Row>
      </dl>
    </Panel>
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
