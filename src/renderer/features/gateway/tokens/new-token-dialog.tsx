import { Modal } from '@mantine/core'
import { useState, type ReactNode } from 'react'
import type { Profile } from '@shared/domain/profile'
import { useQuery } from '../../../center'
import { useQueryValue } from '../../../router'
import { Answered } from '../../../ui/answered'
import { NewToken, type MadeToken } from './new-token'
import { TokenForm } from './token-form'

interface NewTokenDialogProps {
  opened: boolean
  onClose: () => void
  onCreated: () => void
}

/** Makes a token and shows its secret this once. */
export function NewTokenDialog({ opened, onClose, onCreated }: NewTokenDialogProps) {
  const [made, setMade] = useState<MadeToken | null>(null)
  const close = (): void => {
    setMade(null)
    onClose()
  }
  return (
    <Modal
      opened={opened}
      onClose={close}
      // The secret is shown once: a click beside the dialog must not throw it away.
      closeOnClickOutside={made === null}
      title={made ? `Token for ${made.token.name}` : 'New access token'}
      size="34rem"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {made ? (
        <NewToken made={made} onDone={close} />
      ) : (
        <Profiles>
          {(profiles, profile) => (
            <TokenForm
              profiles={profiles}
              profile={profile}
              onCancel={close}
              onMade={(answer) => {
                setMade(answer)
                onCreated()
              }}
            />
          )}
        </Profiles>
      )}
    </Modal>
  )
}

/** The profiles a token can be bound to, and the one this dialog was opened for. */
function Profiles({
  children,
}: {
  children: (profiles: readonly Profile[], profile: string | null) => ReactNode
}) {
  const [wanted] = useQueryValue('profile')
  const { query, refresh } = useQuery('profiles', (client, signal) => client.gateway.profiles({}, { signal }))
  return (
    <Answered query={query} refresh={refresh} heightRem={20}>
      {(profiles) => children(profiles, profiles.some(({ id }) => id === wanted) ? wanted : null)}
    </Answered>
  )
}
