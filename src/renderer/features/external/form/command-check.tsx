import { useDebouncedValue } from '@mantine/hooks'
import { useQuery } from '../../../center'
import { Mark } from '../../../ui/mark'
import { Mono } from '../../../ui/mono'
import styles from './form.module.css'

/** Where the program was found, and what will hold what it starts; said while it is typed. */
export function CommandCheck({ command, isolation }: { command: string; isolation: 'auto' | 'off' }) {
  const [settled] = useDebouncedValue(command.trim(), 300)
  const { query } = useQuery(`command ${settled}`, async (client, signal) =>
    settled === '' ? null : client.external.checkCommand({ command: settled }, { signal }),
  )
  if (settled === '' || query.kind === 'error') return null
  if (query.kind === 'loading' || query.value === null) {
    return <p className={styles['check']}>Looking for it.</p>
  }
  const { found, problem, isolated } = query.value
  return (
    <div className={styles['check']} role="status">
      {found ? (
        <p>
          <Mark shape="check" tone="ok">
            Found
          </Mark>{' '}
          <Mono>{found}</Mono>
        </p>
      ) : (
        <p>
          <Mark shape="cross" tone="bad">
            Not found
          </Mark>{' '}
          {problem}
        </p>
      )}
      {found ? <p>{isolationWords(isolated, isolation)}</p> : null}
    </div>
  )
}

function isolationWords(isolated: boolean, isolation: 'auto' | 'off'): string {
  if (isolation === 'off') {
    return 'Not isolated, as you chose: what hides from its process group may stay behind when it ends.'
  }
  return isolated
    ? 'It runs in a PID namespace: whatever it starts ends with it. It still sees your files and network.'
    : 'No PID namespace is possible for it here: OmniMind ends its process group, and what hides from that may stay behind.'
}
