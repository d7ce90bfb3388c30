import { Button } from '@mantine/core'
import { DEFAULT_PROFILE, type Profile } from '@shared/domain/profile'
import { useQuery } from '../../../center'
import { formatPlace, goTo } from '../../../router'
import { Answered } from '../../../ui/answered'
import { DataTable } from '../../../ui/data-table'
import { formatCount } from '../../../ui/format'
import { Icon } from '../../../ui/icons'
import { Mono } from '../../../ui/mono'
import { Panel } from '../../../ui/panel'
import { tokenCost } from '../token-cost'
import { useAddresses, type Address } from '../use-endpoints'
import { useTitles } from '../use-titles'
import { namingWords, searchWords } from './profile-words'
import styles from '../gateway.module.css'

/** Sets of tools with an address of their own, so that a project gets just what it needs. */
export function ProfilesTab() {
  const { query, refresh } = useQuery('profiles', (client, signal) => client.gateway.profiles({}, { signal }))
  const addresses = useAddresses()
  const known = addresses.query.kind === 'ready' ? addresses.query.value : []
  return (
    <>
      <div className={styles['lead']}>
        <p>
          A profile is a set of services and tools with its own address. A project that needs six tools need
          not carry sixty: every definition costs the model context, and every tool more is one more to choose
          wrongly.
        </p>
        <Button leftSection={<Icon name="plus" size={14} />} onClick={() => goTo('#/gateway/new-profile')}>
          New profile
        </Button>
      </div>
      <Panel flush>
        <Answered query={query} refresh={refresh} heightRem={8}>
          {(profiles) => <ProfileTable profiles={profiles} addresses={known} />}
        </Answered>
      </Panel>
    </>
  )
}

function ProfileTable({
  profiles,
  addresses,
}: {
  profiles: readonly Profile[]
  addresses: readonly Address[]
}) {
  return (
    <DataTable
      label="Profiles"
      heads={[
        { label: 'Profile' },
        { label: 'Address' },
        { label: 'Services' },
        { label: 'Names' },
        { label: 'Search mode' },
        { label: 'Tools', number: true },
        { label: 'Token cost', number: true },
      ]}
    >
      <tbody>
        {profiles.map((profile) => (
          <ProfileRow
            key={profile.id}
            profile={profile}
            address={addresses.find(({ id, kind }) => kind === 'profile' && id === profile.id)}
          />
        ))}
      </tbody>
    </DataTable>
  )
}

function ProfileRow({ profile, address }: { profile: Profile; address: Address | undefined }) {
  const titleOf = useTitles()
  const services = profile.services?.map(titleOf)
  return (
    <tr>
      <th scope="row">
        <a href={formatPlace(['gateway', 'profiles', profile.id])}>{profile.title}</a>
      </th>
      <td>
        {address ? (
          <Mono copy={address.url} label={`Copy address of ${profile.title}`}>
            {profile.id === DEFAULT_PROFILE ? '/mcp' : `/mcp/${profile.id}`}
          </Mono>
        ) : (
          '–'
        )}
      </td>
      <td>{services ? services.join(', ') || 'none' : 'all, also later ones'}</td>
      <td>{namingWords[profile.naming]}</td>
      <td>{searchWords[profile.search]}</td>
      <td data-number>{address ? formatCount(address.toolCount) : '–'}</td>
      <td data-number>{tokenCost(address?.cost ?? null)}</td>
    </tr>
  )
}
