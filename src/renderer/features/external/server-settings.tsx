import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import type { ExternalServer } from '@shared/domain/external'
import { isServing, type ServiceSnapshot } from '@shared/domain/service'
import { useCommand, useSubmit } from '../../center'
import { formatPlace, goTo } from '../../router'
import { Answered } from '../../ui/answered'
import { EmptyState } from '../../ui/empty-state'
import { Icon } from '../../ui/icons'
import { notifyDone, notifyUndo } from '../../ui/notify'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { SettingRow } from '../../ui/setting-row'
import { ServerForm } from './form/server-form'
import { fromDraft, toDraft } from './server-draft'
import { useExternalServer } from './use-external-server'
import styles from './external.module.css'

/** What an external server runs or where it is, changed in place; and the way to remove it. */
export function ServerSettings({ service }: { service: ServiceSnapshot }) {
  const { query, refresh } = useExternalServer(service)
  return (
    <Answered query={query} refresh={refresh} heightRem={20}>
      {(server) =>
        server ? (
          <div className={styles['settings']}>
            <Editor key={JSON.stringify(server)} service={service} saved={server} onSaved={refresh} />
            <RemovePanel server={server} />
          </div>
        ) : (
          <EmptyState title="Its definition is gone">It was removed while this page was open.</EmptyState>
        )
      }
    </Answered>
  )
}

function Editor({
  service,
  saved,
  onSaved,
}: {
  service: ServiceSnapshot
  saved: ExternalServer
  onSaved: () => void
}) {
  const [draft, setDraft] = useState(() => toDraft(saved))
  const { send, busy, problem } = useSubmit()
  const { server, errors } = fromDraft(draft, [])
  const changed = JSON.stringify(draft) !== JSON.stringify(toDraft(saved))

  async function save(): Promise<void> {
    if (!server || !(await send((client) => client.external.update(server)))) return
    notifyDone(`${server.title} is saved.`)
    onSaved()
  }
  return (
    <Panel title="Server">
      <ServerForm
        isNew={false}
        draft={draft}
        errors={errors ?? {}}
        change={(part) => setDraft((now) => ({ ...now, ...part }))}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" mt="md" gap="sm">
        <span className={styles['note']} aria-live="polite">
          {changed
            ? isServing(service.state)
              ? 'It is restarted when what it runs changed.'
              : 'Not saved yet.'
            : 'Saved.'}
        </span>
        <Button variant="default" disabled={!changed || busy} onClick={() => setDraft(toDraft(saved))}>
          Undo
        </Button>
        <Button disabled={!changed || server === null} loading={busy} onClick={() => void save()}>
          Save
        </Button>
      </Group>
    </Panel>
  )
}

function RemovePanel({ server: { id, title } }: { server: ExternalServer }) {
  const { run, busy } = useCommand()
  async function remove(): Promise<void> {
    const removed: ExternalServer[] = []
    const done = await run(`${title} could not be removed`, async (client) => {
      removed.push(await client.external.remove({ id }))
    })
    const [server] = removed
    if (!done || !server) return
    goTo('#/services')
    notifyUndo(`${title} is removed.`, () => {
      void run(`${title} could not be brought back`, async (client) => {
        await client.external.add(server)
        goTo(formatPlace(['services', id]))
      })
    })
  }
  return (
    <Panel>
      <SettingRow
        label="Remove this server"
        help="It is stopped and forgotten; clients lose its tools. Secrets stay."
      >
        <Button
          variant="default"
          leftSection={<Icon name="trash" size={14} />}
          disabled={busy}
          onClick={() => void remove()}
        >
          Remove
        </Button>
      </SettingRow>
    </Panel>
  )
}
