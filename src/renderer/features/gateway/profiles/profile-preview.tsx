import type { Profile } from '@shared/domain/profile'
import { formatCount } from '../../../ui/format'
import { Mono } from '../../../ui/mono'
import { Panel } from '../../../ui/panel'
import { savingWords } from '../token-cost'
import { useAddresses } from '../use-endpoints'
import type { ProfileTool } from './profile-names'
import styles from './profiles.module.css'

interface ProfilePreviewProps {
  profile: Profile
  tools: readonly ProfileTool[]
  offer: { count: number; tokens: number }
  changed: boolean
}

/** What clients would find at the address, as the profile stands now. */
export function ProfilePreview({ profile, tools, offer, changed }: ProfilePreviewProps) {
  const { query } = useAddresses()
  const addresses = query.kind === 'ready' ? query.value : []
  const base = addresses.find(({ id, kind }) => kind === 'profile' && id === 'default')?.url
  const url = base ? (profile.id === 'default' ? base : `${base}/${profile.id || '…'}`) : null
  const cost = addresses.find(({ id, kind }) => kind === 'profile' && id === profile.id)?.cost ?? null
  const waiting = tools.filter(({ isEnabled, isTrusted }) => isEnabled && !isTrusted).length
  const clash = tools.find(({ clashes }) => clashes)
  return (
    <Panel title="What clients get">
      <div className={styles['preview']} aria-live="polite">
        {url ? (
          profile.id ? (
            <Mono copy={url} label="Copy address">
              {url}
            </Mono>
          ) : (
            <Mono>{url}</Mono>
          )
        ) : null}
        <p className={styles['figure']}>
          {formatCount(offer.count)} <small>{offer.count === 1 ? 'tool' : 'tools'}</small>
        </p>
        <p className={styles['figure']}>
          {formatCount(offer.tokens)} <small>tokens of definitions{changed ? ', about' : ''}</small>
        </p>
        {cost && !changed ? (
          <p>{savingWords(cost)}</p>
        ) : (
          <p>What search mode saves is measured once this is saved.</p>
        )}
        {cost?.meanResultTokens ? (
          <p>A result cost {formatCount(cost.meanResultTokens)} tokens on average in the last 24 h.</p>
        ) : null}
        {waiting > 0 ? (
          <p>
            {formatCount(waiting)} more {waiting === 1 ? 'waits' : 'wait'} for <a href="#/security">review</a>
            .
          </p>
        ) : null}
        {clash ? (
          <p className={styles['bad']} role="alert">
            Two tools would be called {profile.tools[clash.key]?.name}. Rename or switch off one of them.
          </p>
        ) : null}
      </div>
    </Panel>
  )
}
