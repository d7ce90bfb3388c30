import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { stateWord, type ServiceStateKind } from '@shared/domain/service'
import { useCenter } from '../../center'
import { Mono } from '../../ui/mono'
import { StateMark } from '../../ui/state-mark'
import { BrandMark } from '../shell/navigation'
import { usePublicStatus } from './public-status'
import styles from './signed-out-page.module.css'

const kinds: readonly string[] = [
  'stopped',
  'starting',
  'ready',
  'degraded',
  'backing-off',
  'failed',
  'stopping',
  'blocked',
]
const isKind = (text: string): text is ServiceStateKind => kinds.includes(text)

/** This browser is not signed in: how to get in, and what everybody may see. */
export function SignedOutPage() {
  const { connection } = useCenter()
  const status = usePublicStatus()
  useEffect(() => {
    document.title = 'Sign in · OmniMind'
    // Somebody who signed in from the terminal comes back to this tab.
    const onFocus = (): void => connection.retryNow()
    window.addEventListener('focus', onFocus)
    return () => window.removeEventListener('focus', onFocus)
  }, [connection])
  return (
    <main className={styles['page']}>
      <section className={styles['card']}>
        <BrandMark size={32} />
        <h1>Sign in to OmniMind</h1>
        <p>This browser is not signed in, or its sign-in ran out. On this computer, run:</p>
        <p className={styles['command']}>
          <Mono copy="npx omnimind open" label="Copy command">
            npx omnimind open
          </Mono>
        </p>
        <p>It opens a sign-in link that works once. The link is also printed when OmniMind starts.</p>
        <Button variant="default" onClick={() => connection.retryNow()}>
          I have signed in
        </Button>
      </section>
      <section className={styles['status']} aria-label="Status">
        <h2>Running now{status ? <span> · version {status.version}</span> : null}</h2>
        {status === null ? <p>The status cannot be read at the moment.</p> : null}
        <ul>
          {status?.services.map((service) => (
            <li key={service.id}>
              <span>{service.title}</span>
              {isKind(service.state) ? (
                <StateMark kind={service.state} word={stateWord(service.state)} />
              ) : (
                service.state
              )}
            </li>
          ))}
        </ul>
      </section>
    </main>
  )
}
