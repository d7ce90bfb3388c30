import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import { defaultProfile, type Profile } from '@shared/domain/profile'
import { useQuery, useServices } from '../../../center'
import { goTo } from '../../../router'
import { Answered } from '../../../ui/answered'
import { EmptyState } from '../../../ui/empty-state'
import { useReviews } from '../../security'
import { ProfileEditor } from './profile-editor'

const empty: Profile = { ...defaultProfile, id: '', title: '' }

/** A profile that does not exist yet. */
export function NewProfilePage() {
  return <WithEverything>{(all) => <ProfileEditor {...all} saved={empty} isNew />}</WithEverything>
}

/** A profile: what it offers, under which names, and what that costs. */
export function ProfilePage({ id }: { id: string }) {
  return (
    <WithEverything>
      {(all) => {
        const saved = all.profiles.find((profile) => profile.id === id)
        return saved ? (
          <ProfileEditor key={JSON.stringify(saved)} {...all} saved={saved} isNew={false} />
        ) : (
          <EmptyState
            title={`There is no profile “${id}”`}
            action={<Button onClick={() => goTo('#/gateway?tab=profiles')}>Show all profiles</Button>}
          >
            It may have been removed since this address was made.
          </EmptyState>
        )
      }}
    </WithEverything>
  )
}

type All = Pick<Parameters<typeof ProfileEditor>[0], 'profiles' | 'reviews' | 'services' | 'onSaved'>

function WithEverything({ children }: { children: (all: All) => ReactNode }) {
  const services = useServices()
  const reviews = useReviews()
  const { query, refresh } = useQuery('profiles', (client, signal) => client.gateway.profiles({}, { signal }))
  return (
    <Answered query={query} refresh={refresh} heightRem={28}>
      {(profiles) => (
        <Answered {...reviews} heightRem={28}>
          {(known) =>
            children({
              profiles,
              reviews: known,
              services: (services ?? []).filter(({ tier }) => tier !== 0),
              onSaved: refresh,
            })
          }
        </Answered>
      )}
    </Answered>
  )
}
