import { Button, Group, Modal, TextInput } from '@mantine/core'
import { createContext, useContext, useState, type FormEvent, type ReactNode } from 'react'
import { SecretName } from '@shared/domain/external'
import { useQuery, useSubmit } from '../../center'
import { ProblemNote } from '../../ui/problem-note'
import { SecretValue } from './secret-value'
import styles from './security.module.css'

interface Secrets {
  /** Names of the secrets that are set; null until they are known. */
  names: readonly string[] | null
  /** Asks for a new secret and tells its name once it is set. */
  openNew: (name: string, onSet: (name: string) => void) => void
}

const SecretsContext = createContext<Secrets>({ names: null, openNew: () => {} })

export function useSecrets(): Secrets {
  return useContext(SecretsContext)
}

/** Gives the fields of a form the secrets there are, and the way to set another. */
export function SecretsProvider({ children }: { children: ReactNode }) {
  const { query, refresh } = useQuery('secrets', (client, signal) => client.external.secrets({}, { signal }))
  const [asked, setAsked] = useState<{ name: string; onSet: (name: string) => void } | null>(null)
  const names = query.kind === 'ready' ? query.value.map(({ name }) => name) : null
  return (
    <SecretsContext value={{ names, openNew: (name, onSet) => setAsked({ name, onSet }) }}>
      {children}
      <Modal
        opened={asked !== null}
        onClose={() => setAsked(null)}
        title="New secret"
        size="26rem"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        {asked ? (
          <NewSecret
            first={asked.name}
            onCancel={() => setAsked(null)}
            onSet={(name) => {
              asked.onSet(name)
              setAsked(null)
              refresh()
            }}
          />
        ) : null}
      </Modal>
    </SecretsContext>
  )
}

function NewSecret({
  first,
  onSet,
  onCancel,
}: {
  first: string
  onSet: (name: string) => void
  onCancel: () => void
}) {
  const [name, setName] = useState(first)
  const [value, setValue] = useState('')
  const { send, busy, problem } = useSubmit()
  const isName = SecretName.safeParse(name).success

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault()
    // This form stands inside the server's form in the tree of components, though not in the page.
    event.stopPropagation()
    if (await send((client) => client.external.setSecret({ name, value }))) onSet(name)
  }
  return (
    <form className={styles['newSecret']} onSubmit={(event) => void submit(event)}>
      <TextInput
        label="Name"
        placeholder="API_KEY"
        maxLength={64}
        value={name}
        data-autofocus
        error={name !== '' && !isName ? 'Letters, digits, dot, dash and underscore.' : null}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <SecretValue value={value} onChange={setValue} />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" gap="xs">
        <Button variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button type="submit" loading={busy} disabled={!isName || value === ''}>
          Set and use
        </Button>
      </Group>
    </form>
  )
}
