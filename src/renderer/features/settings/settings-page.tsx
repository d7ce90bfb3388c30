import { SegmentedControl } from '@mantine/core'
import type { Settings } from '@shared/domain/settings'
import { useAppInfo, useCommand, useSettings } from '../../center'
import { Page } from '../../ui/page'
import { Panel } from '../../ui/panel'
import { SettingRow } from '../../ui/setting-row'
import { BlockSkeleton } from '../../ui/skeletons'
import { About } from './about'
import { Amount, Toggle } from './controls'
import type { Change } from './change'
import { CallHistory } from './call-history'
import { QuitPanel } from './quit-panel'
import styles from './settings-page.module.css'

/** The person's choices for the whole program; each is kept as soon as it is made. */
export function SettingsPage() {
  const settings = useSettings()
  const info = useAppInfo()
  const { run } = useCommand()
  const change: Change = (part) =>
    void run('The setting could not be kept', (client) => client.app.updateSettings(part))
  return (
    <Page title="Settings">
      <div className={styles['column']}>
        {settings === null ? (
          <BlockSkeleton heightRem={24} />
        ) : (
          <Choices settings={settings} change={change} isDesktop={info?.host === 'desktop'} />
        )}
        <About />
        <QuitPanel />
      </div>
    </Page>
  )
}

function Choices({
  settings,
  change,
  isDesktop,
}: {
  settings: Settings
  change: Change
  isDesktop: boolean
}) {
  const onlyDesktop = isDesktop ? '' : ' Works in the desktop app; this control center runs without one.'
  return (
    <>
      <Panel title="Appearance">
        <SettingRow label="Theme" help="System follows your computer's setting.">
          <SegmentedControl
            aria-label="Theme"
            value={settings.theme}
            onChange={(value) => change({ theme: value === 'light' || value === 'dark' ? value : 'system' })}
            data={[
              { value: 'system', label: 'System' },
              { value: 'light', label: 'Light' },
              { value: 'dark', label: 'Dark' },
            ]}
          />
        </SettingRow>
      </Panel>
      <Panel title="Behaviour">
        <SettingRow
          label="Notifications"
          help="When a service fails or recovers; never for sleep or planned stops."
        >
          <Toggle
            name="Notifications"
            value={settings.notifications}
            onChange={(notifications) => change({ notifications })}
          />
        </SettingRow>
        <SettingRow
          label="Close to tray"
          help={`Closing the window keeps the services running.${onlyDesktop}`}
        >
          <Toggle
            name="Close to tray"
            value={settings.closeToTray}
            disabled={!isDesktop}
            onChange={(closeToTray) => change({ closeToTray })}
          />
        </SettingRow>
        <SettingRow label="Launch at login" help={`Start with your session.${onlyDesktop}`}>
          <Toggle
            name="Launch at login"
            value={settings.launchAtLogin}
            disabled={!isDesktop}
            onChange={(launchAtLogin) => change({ launchAtLogin })}
          />
        </SettingRow>
      </Panel>
      <Panel title="Resources">
        <SettingRow
          label="Stop idle services after"
          help="On-demand services only; the next request starts them again. 0 never stops them."
        >
          <Amount
            name="Stop idle services after"
            unit="min"
            min={0}
            max={1_440}
            value={settings.idleStopMinutes}
            onChange={(idleStopMinutes) => change({ idleStopMinutes })}
          />
        </SettingRow>
        <SettingRow
          label="Memory limit per service"
          help="A built-in service above it is recycled: ended in order and started afresh. Its JavaScript heap takes a new limit at the service's next start."
        >
          <Amount
            name="Memory limit per service"
            unit="MB"
            min={64}
            max={16_384}
            value={settings.memoryLimitMb}
            onChange={(memoryLimitMb) => change({ memoryLimitMb })}
          />
        </SettingRow>
        <SettingRow
          label="Metrics limit"
          help="The most disk space measurements may take; the oldest go first."
        >
          <Amount
            name="Metrics limit"
            unit="MB"
            min={10}
            max={10_240}
            value={settings.metricsLimitMb}
            onChange={(metricsLimitMb) => change({ metricsLimitMb })}
          />
        </SettingRow>
      </Panel>
      <CallHistory settings={settings} change={change} />
    </>
  )
}
