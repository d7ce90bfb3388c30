import { Button } from '@mantine/core'
import { useMemo, useState } from 'react'
import type { ToolReview } from '@shared/contract/trust'
import { DEFAULT_PROFILE, type Profile } from '@shared/domain/profile'
import type { ServiceSnapshot } from '@shared/domain/service'
import { useCommand, useSubmit } from '../../../center'
import { formatPlace, goTo } from '../../../router'
import { Icon } from '../../../ui/icons'
import { notifyDone, notifyUndo } from '../../../ui/notify'
import { Page } from '../../../ui/page'
import { Panel } from '../../../ui/panel'
import { ProblemNote } from '../../../ui/problem-note'
import { ProfileBasics } from './profile-basics'
import { profileErrors } from './profile-errors'
import { offerOf, profileTools } from './profile-names'
import { ProfilePreview } from './profile-preview'
import { ProfileServices } from './profile-services'
import { ProfileToolTable } from './profile-tool-table'
import styles from './profiles.module.css'

export interface ProfileEditorProps {
  saved: Profile
  isNew: boolean
  profiles: readonly Profile[]
  reviews: readonly ToolReview[]
  services: readonly ServiceSnapshot[]
  onSaved: () => void
}

/** Edits one profile; what its address would offer is shown beside it all the time. */
export function ProfileEditor({ saved, isNew, profiles, reviews, services, onSaved }: ProfileEditorProps) {
  const [profile, setProfile] = useState(saved)
  const { send, busy, problem } = useSubmit()
  const change = (part: Partial<Profile>): void => setProfile((now) => ({ ...now, ...part }))
  const tools = useMemo(
    () =>
      profileTools(
        profile,
        reviews,
        services.map(({ id }) => id),
      ),
    [profile, reviews, services],
  )
  const errors = profileErrors(profile, { isNew, profiles, services, tools })
  const isBad = Object.keys(errors).length > 0
  const changed = JSON.stringify(profile) !== JSON.stringify(saved)

  async function save(): Promise<void> {
    if (!(await send((client) => client.gateway.saveProfile(profile)))) return
    notifyDone(`${profile.title} is saved. Clients hear of it at once.`)
    onSaved()
    goTo(formatPlace(['gateway', 'profiles', profile.id]), { replace: true })
  }
  return (
    <Page
      title={isNew ? 'New profile' : saved.title}
      actions={
        <>
          <span className={styles['note']} aria-live="polite">
            {changed ? (isBad ? 'Look at the marked fields first.' : 'Not saved yet.') : null}
          </span>
          {isNew ? null : <ProfileActions profile={saved} />}
          <Button variant="default" disabled={!changed || busy} onClick={() => setProfile(saved)}>
            Undo
          </Button>
          <Button disabled={!changed || isBad} loading={busy} onClick={() => void save()}>
            Save
          </Button>
        </>
      }
    >
      {problem ? <ProblemNote problem={problem} /> : null}
      <div className={styles['grid']}>
        <div className={styles['column']}>
          <Panel title="Profile">
            <ProfileBasics profile={profile} isNew={isNew} errors={errors} change={change} />
          </Panel>
          <Panel title="Services">
            <ProfileServices profile={profile} services={services} change={change} />
          </Panel>
        </div>
        <ProfilePreview profile={profile} tools={tools} offer={offerOf(tools)} changed={changed} />
      </div>
      <ProfileToolTable profile={profile} tools={tools} services={services} change={change} />
    </Page>
  )
}

function ProfileActions({ profile }: { profile: Profile }) {
  const { run } = useCommand()
  async function remove(): Promise<void> {
    const { id, title } = profile
    const done = await run(`${title} could not be removed`, (client) => client.gateway.removeProfile({ id }))
    if (!done) return
    goTo('#/gateway?tab=profiles')
    notifyUndo(`${title} is removed.`, () => {
      void run(`${title} could not be brought back`, async (client) => {
        await client.gateway.saveProfile(profile)
        goTo(formatPlace(['gateway', 'profiles', id]))
      })
    })
  }
  return (
    <>
      <Button
        variant="default"
        leftSection={<Icon name="key" size={14} />}
        onClick={() => goTo(formatPlace(['gateway'], { tab: 'tokens', new: 'token', profile: profile.id }))}
      >
        Create a token for it
      </Button>
      {profile.id === DEFAULT_PROFILE ? null : (
        <Button variant="default" leftSection={<Icon name="trash" size={14} />} onClick={() => void remove()}>
          Remove
        </Button>
      )}
    </>
  )
}
