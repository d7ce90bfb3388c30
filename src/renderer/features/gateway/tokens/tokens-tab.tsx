import { Button } from '@mantine/core'
import { isOwnToken, type ClientToken } from '@shared/domain/client-token'
import { useCommand, useQuery } from '../../../center'
import { useQueryValue } from '../../../router'
import { Answered } from '../../../ui/answered'
import { confirm } from '../../../ui/confirm'
import { DataTable } from '../../../ui/data-table'
import { Icon } from '../../../ui/icons'
import { Mark } from '../../../ui/mark'
import { notifyDone } from '../../../ui/notify'
import { Panel } from '../../../ui/panel'
import { TimeAgo } from '../../../ui/time-ago'
import { useNow } from '../../../ui/use-now'
import { useTitles } from '../use-titles'
import { priorityWords, scopeWords, tokenStanding } from '../words'
import { NewTokenDialog } from './new-token-dialog'
import styles from '../gateway.module.css'

/** Who may come in: a token for each client, as narrow as it should be. */
export function TokensTab() {
  const [dialog, setDialog] = useQueryValue('new')
  const { query, refresh } = useQuery('tokens', (client, signal) => client.gateway.tokens({}, { signal }))
  return (
    <>
      <div className={styles['lead']}>
        <p>
          Your own token opens everything. Give a client one of its own when it should see less, go last, or
          be shut out later without touching the others.
        </p>
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => setDialog('token')}>
          New token
        </Button>
      </div>
      <Panel flush>
        <Answered query={query} refresh={refresh} heightRem={8}>
          {(tokens) => <TokenTable tokens={tokens} onChange={refresh} />}
        </Answered>
      </Panel>
      <NewTokenDialog opened={dialog !== ''} onClose={() => setDialog('')} onCreated={refresh} />
    </>
  )
}

function TokenTable({ tokens, onChange }: { tokens: readonly ClientToken[]; onChange: () => void }) {
  const now = useNow()
  const order = { valid: 0, expired: 1, revoked: 2 } as const
  const sorted = [...tokens].sort(
    (a, b) => order[tokenStanding(a, now)] - order[tokenStanding(b, now)] || a.createdAt - b.createdAt,
  )
  return (
    <DataTable
      label="Access tokens"
      heads={[
        { label: 'Name' },
        { label: 'May do' },
        { label: 'State' },
        { label: 'Last used' },
        { label: 'Made' },
        { label: 'Actions', hidden: true },
      ]}
    >
      <tbody>
        {sorted.map((token) => (
          <TokenRow key={token.id} token={token} now={now} onChange={onChange} />
        ))}
      </tbody>
    </DataTable>
  )
}

function TokenRow({ token, now, onChange }: { token: ClientToken; now: number; onChange: () => void }) {
  const { run } = useCommand()
  const titleOf = useTitles()
  const { id, name } = token
  const revoke = async (): Promise<void> => {
    if (!(await run('The token could not be revoked', (client) => client.gateway.revokeToken({ id })))) return
    notifyDone(`${name} opens nothing any more.`)
    onChange()
  }
  const ask = (): void =>
    confirm({
      title: `Revoke ${name}?`,
      text: 'Its client is shut out at once and its open sessions end. This cannot be taken back; make a new token instead.',
      verb: 'Revoke',
      onYes: () => void revoke(),
    })
  return (
    <tr>
      <th scope="row">{name}</th>
      <td>
        {scopeWords(token.scope, titleOf)}
        {token.priority === 'normal' ? null : (
          <span className={styles['faint']}>, {priorityWords[token.priority]}</span>
        )}
      </td>
      <td>
        <Standing token={token} now={now} />
      </td>
      <td>
        {token.lastUsedAt === null ? (
          <span className={styles['faint']}>never</span>
        ) : (
          <TimeAgo at={token.lastUsedAt} />
        )}
      </td>
      <td>
        <TimeAgo at={token.createdAt} />
      </td>
      <td data-actions>
        {isOwnToken(id) ? (
          id === 'clients' ? (
            <a className={styles['quiet']} href="#/connect">
              Show
            </a>
          ) : null
        ) : token.revokedAt === null ? (
          <Button size="compact-xs" variant="default" aria-label={`Revoke ${name}`} onClick={ask}>
            Revoke…
          </Button>
        ) : null}
      </td>
    </tr>
  )
}

function Standing({ token, now }: { token: ClientToken; now: number }) {
  const standing = tokenStanding(token, now)
  if (standing === 'revoked') {
    return (
      <Mark shape="cross" tone="faint">
        Revoked
      </Mark>
    )
  }
  if (standing === 'expired') {
    return (
      <Mark shape="ring" tone="warn">
        Expired
      </Mark>
    )
  }
  return (
    <span className={styles['pair']}>
      <Mark shape="check" tone="ok">
        Valid
      </Mark>
      {token.expiresAt === null ? null : (
        <span className={styles['faint']}>
          ends <TimeAgo at={token.expiresAt} />
        </span>
      )}
    </span>
  )
}
