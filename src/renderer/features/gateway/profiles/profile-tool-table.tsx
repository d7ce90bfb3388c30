import { Checkbox, TextInput } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { Profile, ToolChoice } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { EmptyState } from '../../../ui/empty-state'
import { formatCount } from '../../../ui/format'
import { Icon } from '../../../ui/icons'
import { Mark } from '../../../ui/mark'
import { VirtualTable, type Column } from '../../../ui/virtual-table'
import { describe } from '../../security'
import type { ProfileTool } from './profile-names'
import { ToolChoiceDrawer } from './tool-choice-drawer'
import styles from './profiles.module.css'

interface ProfileToolTableProps {
  profile: Profile
  tools: readonly ProfileTool[]
  services: readonly ServiceSnapshot[]
  change: (part: Partial<Profile>) => void
}

/** Every tool of the profile's services: in or out, under which name, at which cost. */
export function ProfileToolTable({ profile, tools, services, change }: ProfileToolTableProps) {
  const [text, setText] = useState('')
  const [openKey, setOpenKey] = useState('')
  const rows = useMemo(() => filterTools(tools, text), [tools, text])
  const open = tools.find(({ key }) => key === openKey) ?? null
  const choose = (key: string, choice: ToolChoice): void =>
    change({ tools: withChoice(profile.tools, key, choice) })
  const setAll = (enabled: boolean): void =>
    change({
      tools: rows.reduce(
        (all, { key }) => withChoice(all, key, { ...all[key], enabled: enabled ? undefined : false }),
        profile.tools,
      ),
    })
  const columns = columnsOf(services, profile, choose)
  const on = rows.filter(({ isEnabled }) => isEnabled).length
  return (
    <section className={styles['tools']} aria-label="Tools">
      <div className={styles['toolsHead']}>
        <h2>Tools</h2>
        <TextInput
          aria-label="Filter tools"
          placeholder="Filter"
          leftSection={<Icon name="search" size={14} />}
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Checkbox
          label={text === '' ? 'All of them' : 'All that are shown'}
          checked={on === rows.length && rows.length > 0}
          indeterminate={on > 0 && on < rows.length}
          disabled={rows.length === 0}
          onChange={(event) => setAll(event.currentTarget.checked)}
        />
        <span className={styles['note']}>
          {formatCount(on)} of {formatCount(rows.length)} on. Enter opens a row to rename or describe it.
        </span>
      </div>
      <div className={styles['frame']}>
        {rows.length === 0 ? (
          <EmptyState title={tools.length === 0 ? 'No tools here yet' : 'No tool fits this filter'}>
            {tools.length === 0 ? 'Choose services above; their tools come with them.' : null}
          </EmptyState>
        ) : (
          <VirtualTable
            label="Tools of the profile"
            minWidthRem={44}
            columns={columns}
            rows={rows}
            rowKey={({ key }) => key}
            onOpen={({ key }) => setOpenKey(key)}
            selectedKey={openKey}
          />
        )}
      </div>
      <ToolChoiceDrawer
        tool={open}
        choice={profile.tools[openKey] ?? {}}
        onChange={(choice) => choose(openKey, choice)}
        onClose={() => setOpenKey('')}
      />
    </section>
  )
}

function columnsOf(
  services: readonly ServiceSnapshot[],
  profile: Profile,
  choose: (key: string, choice: ToolChoice) => void,
): Column<ProfileTool>[] {
  return [
    {
      key: 'on',
      label: 'On',
      width: '3rem',
      cell: ({ key, review, isEnabled }) => (
        <Checkbox
          aria-label={`${review.tool.name} of ${review.serviceId}`}
          checked={isEnabled}
          onClick={(event) => event.stopPropagation()}
          onKeyDown={(event) => {
            // Enter opens the row; the box itself listens to Space.
            if (event.key === ' ') event.stopPropagation()
          }}
          onChange={(event) =>
            choose(key, { ...profile.tools[key], enabled: event.currentTarget.checked ? undefined : false })
          }
        />
      ),
    },
    {
      key: 'name',
      label: 'Name clients see',
      width: 'minmax(11rem, 1.2fr)',
      cell: ({ name, clashes }) => (
        <span className={styles['name']} data-bad={clashes}>
          {name}
        </span>
      ),
    },
    {
      key: 'service',
      label: 'Service',
      width: 'minmax(6rem, 0.7fr)',
      cell: ({ review }) => services.find(({ id }) => id === review.serviceId)?.title ?? review.serviceId,
    },
    {
      key: 'description',
      label: 'Description',
      width: 'minmax(12rem, 2fr)',
      cell: ({ key, review }) => profile.tools[key]?.description ?? describe(review.tool.definition),
    },
    {
      key: 'state',
      label: 'Here',
      width: 'minmax(7rem, 0.6fr)',
      cell: (tool) => <Here tool={tool} choice={profile.tools[tool.key]} />,
    },
    {
      key: 'tokens',
      label: 'Tokens',
      width: 'minmax(4.5rem, 0.4fr)',
      number: true,
      cell: ({ tokens }) => (tokens === null ? '–' : formatCount(tokens)),
    },
  ]
}

function Here({ tool, choice }: { tool: ProfileTool; choice: ToolChoice | undefined }) {
  if (!tool.isEnabled) {
    return (
      <Mark shape="ring" tone="faint">
        Off
      </Mark>
    )
  }
  if (!tool.isTrusted) {
    return (
      <Mark shape="triangle" tone="warn">
        In review
      </Mark>
    )
  }
  return (
    <Mark shape="disc" tone="ok">
      {choice?.name !== undefined || choice?.description !== undefined ? 'Changed' : 'On'}
    </Mark>
  )
}

function filterTools(tools: readonly ProfileTool[], text: string): readonly ProfileTool[] {
  const wanted = text.trim().toLowerCase()
  if (wanted === '') return tools
  return tools.filter(({ key, name, review }) =>
    `${key} ${name} ${describe(review.tool.definition)}`.toLowerCase().includes(wanted),
  )
}

/** The choices with one replaced; a choice that changes nothing is not kept. */
function withChoice(tools: Profile['tools'], key: string, choice: ToolChoice): Profile['tools'] {
  const given = Object.entries(choice).filter(([, value]) => value !== undefined)
  const others = Object.fromEntries(Object.entries(tools).filter(([one]) => one !== key))
  return given.length === 0 ? others : { ...others, [key]: Object.fromEntries(given) }
}
