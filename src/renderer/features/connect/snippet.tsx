import { useState } from 'react'
import { Button } from '@mantine/core'
import type { ConnectSnippet } from '@shared/contract/connect'
import { CopyButton } from '../../ui/copy-button'
import { Icon } from '../../ui/icons'
import { hideToken } from './hide-token'
import styles from './connect-page.module.css'

/** A text to paste or a command to run. The token in it is hidden on screen and whole in the copy. */
export function Snippet({ snippet, token }: { snippet: ConnectSnippet; token: string }) {
  const [shown, setShown] = useState(false)
  const secret = snippet.text.includes(token)
  return (
    <figure className={styles['snippet']}>
      <figcaption className={styles['snippetHead']}>
        <span>
          {snippet.kind === 'command' ? (
            `Run in ${snippet.where}`
          ) : (
            <>
              Put into <b>{snippet.where}</b>
            </>
          )}
        </span>
        <span className={styles['snippetButtons']}>
          {secret ? (
            <Button
              variant="subtle"
              color="gray"
              leftSection={<Icon name="eye" size={14} />}
              aria-pressed={shown}
              onClick={() => setShown(!shown)}
            >
              {shown ? 'Hide token' : 'Show token'}
            </Button>
          ) : null}
          <CopyButton
            value={snippet.text}
            label={snippet.kind === 'command' ? 'Copy command' : 'Copy configuration'}
            wide
          />
        </span>
      </figcaption>
      <pre tabIndex={0} aria-label={`${snippet.language} for ${snippet.where}`}>
        {shown ? snippet.text : hideToken(snippet.text, token)}
      </pre>
    </figure>
  )
}
