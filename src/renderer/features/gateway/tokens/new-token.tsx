import { Button, Group, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { ClientToken } from '@shared/domain/client-token'
import { CopyButton } from '../../../ui/copy-button'
import { Mark } from '../../../ui/mark'
import { useAddresses } from '../use-endpoints'
import { setupText, type SetupForm } from './setup-text'
import styles from './tokens.module.css'

export interface MadeToken {
  token: ClientToken
  secret: string
}

/** The secret, this once, and a text that is ready to paste. */
export function NewToken({ made: { token, secret }, onDone }: { made: MadeToken; onDone: () => void }) {
  const [form, setForm] = useState<SetupForm>('json')
  const { query } = useAddresses()
  const addresses = query.kind === 'ready' ? query.value : []
  const single = token.scope.services?.length === 1 ? token.scope.services[0] : undefined
  const wanted = token.scope.profile ?? single ?? 'default'
  const address = addresses.find(({ id }) => id === wanted) ?? addresses[0]
  const text = address ? setupText(form, { name: nameFor(wanted), url: address.url, secret }) : ''
  return (
    <div className={styles['form']}>
      <Mark shape="triangle" tone="warn">
        Copy it now: it is not shown again, and only its hash is kept.
      </Mark>
      <div className={styles['secret']}>
        <code>{secret}</code>
        <CopyButton value={secret} label="Copy token" wide />
      </div>
      <div className={styles['snippetHead']}>
        <SegmentedControl
          aria-label="Ready to paste as"
          value={form}
          onChange={(value) => setForm(value === 'shell' ? 'shell' : 'json')}
          data={[
            { value: 'json', label: 'JSON file' },
            { value: 'shell', label: 'Claude Code' },
          ]}
        />
        <CopyButton value={text} label="Copy configuration" wide />
      </div>
      <pre className={styles['snippet']} tabIndex={0} aria-label="Configuration">
        {text.replaceAll(secret, `${secret.slice(0, 4)}${'•'.repeat(12)}`)}
      </pre>
      <Group justify="flex-end">
        <Button onClick={onDone}>Done</Button>
      </Group>
    </div>
  )
}

function nameFor(endpoint: string): string {
  return endpoint === 'default' ? 'omnimind' : endpoint
}
