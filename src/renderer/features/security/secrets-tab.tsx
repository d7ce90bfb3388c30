import { ActionIcon, Button, TextInput, Tooltip } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { SecretView } from '@shared/contract/external'
import { SecretName } from '@shared/domain/external'
import { useAppInfo, useCommand, useQuery, useServices, useSubmit } from '../../center'
import { formatPlace } from '../../router'
import { Answered } from '../../ui/answered'
import { confirm } from '../../ui/confirm'
import { DataTable } from '../../ui/data-table'
import { EmptyState } from '../../ui/empty-state'
import { Icon } from '../../ui/icons'
import { Mono } from '../../ui/mono'
import { notifyDone } from '../../ui/notify'
import { Panel } from '../../ui/panel'
import { ProblemNote } from '../../ui/problem-note'
import { TimeAgo } from '../../ui/time-ago'
import { SecretValue } from './secret-value'
import styles from './security.module.css'

/** The secrets external servers are given: their names and users, never their values. */
export function SecretsTab() {
  const info = useAppInfo()
  const { query, refresh } = useQuery('secrets', (client, signal) => client.external.secrets({}, { signal }))
  return (
    <>
      <p className={styles['facts']}>
        A server's settings name a secret as <code>{'${secret:NAME}'}</code>; its value is put in when the
        server starts and is never shown again. {info?.secretProtection}
      </p>
      <Panel title="Set a secret">
        <SetSecret onDone={refresh} />
      </Panel>
      <Panel title="Secrets" flush>
        <Answered query={query} refresh={refresh} heightRem={8}>
          {(secrets) => <Secrets secrets={secrets} onDone={refresh} />}
        </Answered>
      </Panel>
    </>
  )
}

function SetSecret({ onDone }: { onDone: () => void }) {
  const [name, setName] = useState('')
  const [value, setValue] = useState('')
  const { send, busy, problem } = useSubmit()
  const isName = SecretName.safeParse(name).success

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    if (!isName || value === '') return
    if (!(await send((client) => client.external.setSecret({ name, value })))) return
    notifyDone(`${name} is set. Servers that use it take it at their next start.`)
    setName('')
    setValue('')
    onDone()
  }
  return (
    <form className={styles['secretForm']} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Name"
        placeholder="GITHUB_TOKEN"
        maxLength={64}
        value={name}
        error={name !== '' && !isName ? 'Letters, digits, dot, dash and underscore.' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SecretValue value={value} onChange={setValue} />
      <Button type="submit" loading={busy} disabled={!isName || value === ''}>
        Set
      </Button>
      {problem ? <ProblemNote problem={problem} /> : null}
    </form>
  )
}

function Secrets({ secrets, onDone }: { secrets: readonly SecretView[]; onDone: () => void }) {
  const { run } = useCommand()
  const services = useServices() ?? []
  const titleOf = (id: string): string => services.find((one) => one.id === id)?.title ?? id
  if (secrets.length === 0) {
    return (
      <EmptyState title="No secrets yet">Set one here, or while you add a server that needs one.</EmptyState>
    )
  }
  const remove = async (name: string): Promise<void> => {
    if (await run('The secret could not be removed', (client) => client.external.removeSecret({ name })))
      onDone()
  }
  const ask = ({ name, usedBy }: SecretView): void =>
    confirm({
      title: `Remove ${name}?`,
      text:
        usedBy.length > 0
          ? `${usedBy.map(titleOf).join(', ')} cannot start without it. Its value cannot be brought back.`
          : 'No server uses it. Its value cannot be brought back.',
      verb: 'Remove',
      onYes: () => void remove(name),
    })
  return (
    <DataTable
      label="Secrets"
      heads={[{ label: 'Name' }, { label: 'Used by' }, { label: 'Set' }, { label: 'Actions', hidden: true }]}
    >
      <tbody>
        {secrets.map((secret) => (
          <tr key={secret.name}>
            <th scope="row">
              <Mono copy={`\${secret:${secret.name}}`} label={`Copy the reference to ${secret.name}`}>
                {secret.name}
              </Mono>
            </th>
            <td>
              {secret.usedBy.length === 0 ? (
                <span className={styles['faint']}>nobody</span>
              ) : (
                secret.usedBy.map((id, index) => (
                  <span key={id}>
                    {index > 0 ? ', ' : ''}
                    <a href={formatPlace(['services', id], { tab: 'settings' })}>{titleOf(id)}</a>
                  </span>
                ))
              )}
            </td>
            <td>
              <TimeAgo at={secret.updatedAt} />
            </td>
            <td data-actions>
              <Tooltip label={`Remove ${secret.name}`}>
                <ActionIcon aria-label={`Remove ${secret.name}`} onClick={() => ask(secret)}>
                  <Icon name="trash" size={14} />
                </ActionIcon>
              </Tooltip>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  )
}
