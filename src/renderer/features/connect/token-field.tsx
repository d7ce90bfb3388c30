import { Button } from '@mantine/core'
import { useState } from 'react'
import { CopyButton } from '../../ui/copy-button'
import { Icon } from '../../ui/icons'
import { hideToken } from './hide-token'
import styles from './connect-page.module.css'

/** The token clients send as `Authorization: Bearer`; hidden until asked for. */
export function TokenField({ token }: { token: string }) {
  const [shown, setShown] = useState(false)
  return (
    <div className={styles['token']}>
      <p className={styles['note']}>
        Clients send it as <code>Authorization: Bearer …</code>. It opens every service, and nothing else of
        OmniMind: treat it as a password. A client that should see less gets{' '}
        <a href="#/gateway?tab=tokens">a token of its own</a>.
      </p>
      <div className={styles['tokenRow']}>
        <code className={styles['tokenText']}>{shown ? token : hideToken(token, token)}</code>
        <Button
          variant="default"
          leftSection={<Icon name="eye" size={14} />}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? 'Hide' : 'Reveal'}
        </Button>
        <CopyButton value={token} label="Copy token" wide />
      </div>
    </div>
  )
}
