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
import { areValid, changedChoices } from './setting-choices'
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
        <Editor key={storedChoices(query.value)} service={service} saved={query.value} onSaved={refresh} />
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

/** Names what is stored: what was written over an older state is let go. */
function storedChoices({ mode, values }: ServiceSettingsView): string {
  return JSON.stringify([mode, values])
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
  const [draft, setDraft] = useState<ServiceSettings>({})
  const values = changedChoices(saved.values, draft)
  const changed = mode !== saved.mode || Object.keys(values).length > 0
  // An added line that is still empty is nothing to save, and something to take away.
  const canUndo = mode !== saved.mode || Object.keys(draft).length > 0
  const canSave = changed && areValid(saved.fields, values)
  async function save(): Promise<void> {
    const done = await run('The settings could not be saved', async (client) => {
      // Nothing but what was changed here: the rest may have been changed elsewhere since.
      const choices = { id: service.id, values, ...(mode !== saved.mode && { mode }) }
      const { problem, isStarting } = await client.services.configure(choices)
      if (problem) notifyProblem(`Saved, but ${service.title} does not run with these settings`, problem)
      else if (isStarting) notifyDone(`Settings of ${service.title} saved; it is still starting with them.`)
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
            value={draft[field.key] ?? saved.values[field.key] ?? field.value.default}
            warnings={saved.warnings}
            onChange={(value) => setDraft((now) => ({ ...now, [field.key]: value }))}
          />
        </SettingRow>
      ))}
      <Group justify="flex-end" mt="md" gap="sm">
        <span className={styles['note']} aria-live="polite">
          {changed ? whatSavingDoes(service, Object.keys(values).length > 0) : ''}
        </span>
        <Button
          variant="default"
          disabled={!canUndo || busy}
          onClick={() => {
            setMode(saved.mode)
            setDraft({})
          }}
        >
          Undo
        </Button>
        <Button disabled={!canSave} loading={busy} onClick={() => void save()}>
          Save
        </Button>
      </Group>
    </Panel>
  )
}

function whatSavingDoes({ state }: ServiceSnapshot, hasNewValues: boolean): string {
  return isServing(state) && hasNewValues ? 'Saving restarts the service.' : 'Not saved yet.'
}
