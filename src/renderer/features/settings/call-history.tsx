import { Button } from '@mantine/core'
import type { Settings } from '@shared/domain/settings'
import { useCommand } from '../../center'
import { confirm } from '../../ui/confirm'
import { formatCount } from '../../ui/format'
import { notifyDone } from '../../ui/notify'
import { Panel } from '../../ui/panel'
import { SettingRow } from '../../ui/setting-row'
import { AddressField, Amount, Toggle } from './controls'
import type { Change } from './change'

/** What is kept of calls, how much, how long, and where it is told. */
export function CallHistory({ settings, change }: { settings: Settings; change: Change }) {
  return (
    <Panel title="Calls">
      <SettingRow
        label="Keep arguments and results"
        help="To look at and replay calls in Activity. Secrets are replaced before anything is stored."
      >
        <Toggle
          name="Keep arguments and results"
          value={settings.keepCallContents}
          onChange={(keepCallContents) => change({ keepCallContents })}
        />
      </SettingRow>
      <SettingRow
        label="Most of each"
        help="Longer arguments and longer results are cut here; a cut call cannot be replayed."
      >
        <Amount
          name="Most of each"
          unit="KB"
          min={1}
          max={1_024}
          value={settings.callContentsKb}
          onChange={(callContentsKb) => change({ callContentsKb })}
        />
      </SettingRow>
      <SettingRow label="Keep calls for" help="Older ones are removed, records and contents.">
        <Amount
          name="Keep calls for"
          unit="days"
          min={1}
          max={3_650}
          value={settings.callHistoryDays}
          onChange={(callHistoryDays) => change({ callHistoryDays })}
        />
      </SettingRow>
      <ForgetContents />
      <SettingRow
        label="OpenTelemetry"
        help="Sends traces and metrics of calls there, by OTLP over HTTP; never arguments or results. Empty sends nothing."
      >
        <AddressField
          name="OpenTelemetry"
          placeholder="http://127.0.0.1:4318"
          value={settings.otlpEndpoint}
          onChange={(otlpEndpoint) => change({ otlpEndpoint })}
        />
      </SettingRow>
    </Panel>
  )
}

function ForgetContents() {
  const { run, busy } = useCommand()
  const forget = (): void =>
    void run('The contents could not be removed', async (client) => {
      const { calls } = await client.activity.forgetContents({})
      notifyDone(`Arguments and results of ${formatCount(calls)} calls are removed.`)
    })
  return (
    <SettingRow label="Remove what was kept" help="Arguments and results of every call; the records stay.">
      <Button
        variant="default"
        disabled={busy}
        onClick={() =>
          confirm({
            title: 'Remove arguments and results?',
            text: 'Of every call kept so far. They cannot be brought back, and these calls cannot be replayed.',
            verb: 'Remove',
            onYes: forget,
          })
        }
      >
        Remove…
      </Button>
    </SettingRow>
  )
}
