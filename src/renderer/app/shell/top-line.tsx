import { needsAttention, type ServiceSnapshot, type ServiceStateKind } from '@shared/domain/service'
import { wholeState } from '@shared/domain/whole-state'
import { spotlight } from '@mantine/spotlight'
import { useServices } from '../../center'
import { Icon } from '../../ui/icons'
import { StateShape } from '../../ui/state-mark'
import { modKey } from './mod-key'
import styles from './shell.module.css'

/** The whole state in words, always in sight, and the way into the palette. */
export function TopLine() {
  const services = useServices()
  return (
    <header className={styles['top']}>
      <p className={styles['whole']} role="status">
        {services === null ? (
          'Connecting to the control center'
        ) : (
          <>
            <StateShape kind={worstOf(services)} />
            {wholeState(services)}
          </>
        )}
      </p>
      <button
        type="button"
        className={styles['search']}
        onClick={() => spotlight.open()}
        aria-label="Search screens and actions"
      >
        <Icon name="search" size={14} />
        <span>Go to or do…</span>
        <kbd>{modKey} K</kbd>
      </button>
    </header>
  )
}

/** The shape that stands for all of them: the one that most needs a look. */
function worstOf(services: readonly ServiceSnapshot[]): ServiceStateKind {
  const kinds = services.map((service) => service.state.kind)
  const needing = services.find((service) => needsAttention(service.state))
  if (needing) return needing.state.kind
  const order: ServiceStateKind[] = ['degraded', 'backing-off', 'starting', 'stopping', 'ready']
  return order.find((kind) => kinds.includes(kind)) ?? 'stopped'
}
