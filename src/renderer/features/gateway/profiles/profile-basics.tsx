import { Select, TextInput } from '@mantine/core'
import { useState } from 'react'
import { Profile } from '@shared/domain/profile'
import type { ProfileErrors } from './profile-errors'
import { idFrom } from './profile-names'
import styles from './profiles.module.css'

interface ProfileBasicsProps {
  profile: Profile
  isNew: boolean
  errors: ProfileErrors
  change: (part: Partial<Profile>) => void
}

/** Title, id, how tools are named, and whether they are found by searching. */
export function ProfileBasics({ profile, isNew, errors, change }: ProfileBasicsProps) {
  const [touched, setTouched] = useState(false)
  const [ownId, setOwnId] = useState(false)
  const shown = touched || !isNew ? errors : {}
  return (
    <div className={styles['basics']}>
      <TextInput
        label="Title"
        placeholder="Website project"
        maxLength={100}
        value={profile.title}
        error={shown.title}
        onBlur={() => setTouched(true)}
        onChange={(event) => {
          const title = event.currentTarget.value
          change(isNew && !ownId ? { title, id: idFrom(title) } : { title })
        }}
      />
      <TextInput
        label="Id"
        description={
          isNew ? 'The end of its address; it cannot be changed later.' : 'The end of its address.'
        }
        maxLength={63}
        disabled={!isNew}
        value={profile.id}
        error={shown.id}
        onBlur={() => setTouched(true)}
        onChange={(event) => {
          setOwnId(true)
          change({ id: event.currentTarget.value })
        }}
      />
      <Select
        label="Tool names"
        allowDeselect={false}
        data={[
          { value: 'prefixed', label: 'With the service: memory__search' },
          { value: 'plain', label: 'Plain: search' },
          { value: 'auto', label: 'Plain while every name is unique' },
        ]}
        value={profile.naming}
        onChange={(value) => change({ naming: Profile.shape.naming.parse(value ?? undefined) })}
      />
      <Select
        label="Search mode"
        description="Three tools to search, describe and call stand in for all definitions."
        allowDeselect={false}
        data={[
          { value: 'off', label: 'Off: every definition is listed' },
          { value: 'auto', label: 'When there are many tools' },
          { value: 'on', label: 'Always' },
        ]}
        value={profile.search}
        onChange={(value) => change({ search: Profile.shape.search.parse(value ?? undefined) })}
      />
    </div>
  )
}
