import { Button, Group, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ServiceSettingsView } from '@shared/contract/services'
import type { ServiceSettings } from '@shared/domain/manifest'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useCommand, useQuery } from '../../../center'
import { notifyDone, notifyProblem } from '../../../ui/notify'
import { Panel } from '../../../ui/panel'
import { ProblemNote } from '../../../ui/problem-note'
import { SettingRow } from '../../../ui/setting-row'
import { BlockSkeleton } from '../../../ui/skeletons'
import { isServing } from '@shared/domain/service'
import { SecretsProvider } from '../../security'
import { PortSetting } from './port-setting'
import { SettingFieldInput } from './setting-field-input'
import styles from './settings-tab.module.css'

/** A service's own settings, its port, and what it may touch. */
export function SettingsTab({ service }: { service: ServiceSnapshot }) {
  const { query, refresh } = useQuery(`settings ${service.id}`, (client, signal) =>
    client.services.settings({ id: service.id }, { signal }),
  )
  if (query.kind === 'loading') return <BlockSkeleton heightRem={14} />
  if (query.kind === 'error') {
    return <ProblemNote problem={query.problem} action={<Button onClick={refresh}>Try again</Button>} />
  }
  return (
    <div className={styles['tab']}>
      <SecretsProvider>
        <Editor key={JSON.stringify(query.value)} service={service} saved={query.value} onSaved={refresh} />
      </SecretsProvider>
      <Panel title="Port">
        <PortSetting service={service} />
      </Panel>
      <Panel title="What it may touch">
        <ul className={styles['permissions']}>
          {query.value.permissions.map((permission) => (
            <li key={permission}>{permission}</li>
          ))}
        </ul>
      </Panel>
    </div>
  )
}

/** A line that was added and never filled is no entry. */
function withoutEmptyLines(values: ServiceSettings): ServiceSettings {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [
      key,
      Array.isArray(value) ? value.map((line) => line.trim()).filter((line) => line !== '') : value,
    ]),
  )
}

function Editor({
  service,
  saved,
  onSaved,
}: {
  service: ServiceSnapshot
  saved: ServiceSettingsView
  onSaved: () => void
}) {
  const { run, busy } = useCommand()
  const [mode, setMode] = useState(saved.mode)
  const [values, setValues] = useState(saved.values)
  const changed = mode !== saved.mode || JSON.stringify(values) !== JSON.stringify(saved.values)
  async function save(): Promise<void> {
    const done = await run('The settings could not be saved', async (client) => {
      const choices = { id: service.id, mode, values: withoutEmptyLines(values) }
      const { problem } = await client.services.configure(choices)
      if (problem) notifyProblem(`Saved, but ${service.title} does not run with these settings`, problem)
      else notifyDone(`Settings of ${service.title} saved.`)
    })
    if (done) onSaved()
  }
  return (
    <Panel title="Behaviour">
      <SettingRow
        label="Keep running"
        help="Always on, or started by the first request and stopped when idle."
      >
        <SegmentedControl
          aria-label="Keep running"
          value={mode}
          onChange={(value) => setMode(value === 'always' ? 'always' : 'on-demand')}
          data={[
            { value: 'always', label: 'Always' },
            { value: 'on-demand', label: 'On demand' },
          ]}
        />
      </SettingRow>
      {saved.fields.map((field) => (
        <SettingRow key={field.key} label={field.label} help={field.help}>
          <SettingFieldInput
            field={field}
            value={values[field.key] ?? field.value.default}
            onChange={(value) => setValues((now) => ({ ...now, [field.key]: value }))}
          />
        </SettingRow>
      ))}
      <Group justify="flex-end" mt="md" gap="sm">
        <span className={styles['note']} aria-live="polite">
          {changed
            ? isServing(service.state)
              ? 'Saving restarts the service.'
              : 'Not saved yet.'
            : 'Saved.'}
        </span>
        <Button
          variant="default"
          disabled={!changed || busy}
          onClick={() => {
            setMode(saved.mode)
            setValues(saved.values)
          }}
        >
          Undo
        </Button>
        <Button disabled={!changed} loading={busy} onClick={() => void save()}>
          Save
        </Button>
      </Group>
    </Panel>
  )
}
