import { ActionIcon, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { SavedRequest } from '@shared/contract/playground'
import { useCommand, useQuery } from '../../center'
import { formatPlace, usePlace } from '../../router'
import { Answered } from '../../ui/answered'
import { EmptyState } from '../../ui/empty-state'
import { Icon } from '../../ui/icons'
import { Bench } from './bench'
import { kinds, offeredBy, savedInput, type Offered, type OfferedKind } from './offered'
import styles from './playground.module.css'

interface WorkbenchProps {
  /** Service or profile id. */
  endpoint: string
  /** Changes when the offer may have changed, e.g. with the service's state. */
  version?: string
}

/** Everything one address offers, and a bench to try it on. What is open stands in the address. */
export function Workbench({ endpoint, version = '' }: WorkbenchProps) {
  const offer = useQuery(`offer ${endpoint} ${version}`, (client, signal) =>
    client.playground.offer({ endpoint }, { signal }),
  )
  const saved = useQuery(`saved ${endpoint}`, (client, signal) => client.playground.saved({}, { signal }))
  const mine =
    saved.query.kind === 'ready'
      ? saved.query.value.filter(({ request }) => request.endpoint === endpoint)
      : []
  return (
    <Answered query={offer.query} refresh={offer.refresh} heightRem={18}>
      {(value) => (
        <Split
          key={endpoint}
          endpoint={endpoint}
          offered={offeredBy(value)}
          saved={mine}
          onSavedChange={saved.refresh}
        />
      )}
    </Answered>
  )
}

const groupTitles: Record<OfferedKind, string> = {
  tool: 'Tools',
  resource: 'Resources',
  template: 'Resource templates',
  prompt: 'Prompts',
}

function Split({
  endpoint,
  offered,
  saved,
  onSavedChange,
}: {
  endpoint: string
  offered: readonly Offered[]
  saved: readonly SavedRequest[]
  onSavedChange: () => void
}) {
  const place = usePlace()
  const [text, setText] = useState('')
  const kept = saved.find(({ id }) => id === place.query.get('saved'))
  const open = openOne(offered, place.query) ?? (kept ? findSaved(offered, kept) : undefined) ?? offered[0]
  const shown = useMemo(() => filterOffered(offered, text), [offered, text])
  const link = (query: Record<string, string>): string => {
    const tab = place.query.get('tab')
    return formatPlace(place.parts, { ...(tab ? { tab } : {}), ...query })
  }
  if (!open) {
    return (
      <EmptyState title="Nothing is offered here">
        No tool, resource or prompt. Tools that wait for your approval do not count; see Security.
      </EmptyState>
    )
  }
  return (
    <div className={styles['split']}>
      <nav className={styles['tools']} aria-label="Offered here">
        <TextInput
          aria-label="Filter what is offered"
          placeholder="Filter"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        {kinds.map((kind) => (
          <Group
            key={kind}
            title={groupTitles[kind]}
            entries={shown.filter((one) => one.kind === kind)}
            open={kept ? null : open}
            link={(one) => link({ [one.kind]: one.id })}
          />
        ))}
        <SavedGroup
          saved={saved}
          openId={kept?.id ?? ''}
          link={(id) => link({ saved: id })}
          onChange={onSavedChange}
        />
      </nav>
      <Bench
        key={`${open.kind} ${open.id} ${kept?.id ?? ''}`}
        endpoint={endpoint}
        offered={open}
        given={kept ? savedInput(kept).input : null}
        onSaved={onSavedChange}
      />
    </div>
  )
}

function Group({
  title,
  entries,
  open,
  link,
}: {
  title: string
  entries: readonly Offered[]
  open: Offered | null
  link: (one: Offered) => string
}) {
  if (entries.length === 0) return null
  return (
    <section aria-label={title}>
      <h3 className={styles['groupTitle']}>
        {title} <span>{entries.length}</span>
      </h3>
      {entries.map((one) => (
        <a
          key={one.id}
          className={styles['tool']}
          aria-current={one.kind === open?.kind && one.id === open.id}
          href={link(one)}
        >
          {one.kind === 'tool' || one.kind === 'prompt' ? <code>{one.title}</code> : one.title}
        </a>
      ))}
    </section>
  )
}

function SavedGroup({
  saved,
  openId,
  link,
  onChange,
}: {
  saved: readonly SavedRequest[]
  openId: string
  link: (id: string) => string
  onChange: () => void
}) {
  const { run } = useCommand()
  if (saved.length === 0) return null
  const remove = async (id: string): Promise<void> => {
    if (await run('The request could not be removed', (client) => client.playground.removeSaved({ id })))
      onChange()
  }
  return (
    <section aria-label="Saved requests">
      <h3 className={styles['groupTitle']}>Saved</h3>
      {saved.map(({ id, title }) => (
        <div key={id} className={styles['saved']}>
          <a className={styles['tool']} aria-current={id === openId} href={link(id)}>
            {title}
          </a>
          <ActionIcon size="sm" aria-label={`Remove saved request ${title}`} onClick={() => void remove(id)}>
            <Icon name="close" size={12} />
          </ActionIcon>
        </div>
      ))}
    </section>
  )
}

function openOne(offered: readonly Offered[], query: URLSearchParams): Offered | undefined {
  const kind = kinds.find((one) => query.has(one))
  return offered.find((one) => one.kind === kind && one.id === query.get(kind ?? ''))
}

function findSaved(offered: readonly Offered[], saved: SavedRequest): Offered | undefined {
  const { request } = saved
  const id = request.kind === 'resource' ? request.uri : request.name
  const same = offered.find((one) => one.kind === request.kind && one.id === id)
  if (same || request.kind !== 'resource') return same
  // An address made from a template stands for itself.
  return {
    kind: 'resource',
    id,
    title: id,
    about: null,
    hints: [],
    schema: {},
    verb: 'Read resource',
    toRequest: (endpoint) => ({ kind: 'resource', endpoint, uri: id }),
  }
}

function filterOffered(offered: readonly Offered[], text: string): readonly Offered[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return offered
  return offered.filter(({ title, id }) => `${title} ${id}`.toLowerCase().includes(wanted))
}
