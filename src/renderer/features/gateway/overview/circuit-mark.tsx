import { Button } from '@mantine/core'
import type { CircuitState } from '@shared/domain/gateway'
import { useCommand } from '../../../center'
import { formatAgo } from '../../../ui/format'
import { Mark } from '../../../ui/mark'
import { useNow } from '../../../ui/use-now'
import styles from '../gateway.module.css'

/** Whether calls reach a service: shape, word, colour, and until when they do not. */
export function CircuitMark({ circuit }: { circuit: CircuitState }) {
  const now = useNow()
  if (circuit.kind === 'open') {
    return (
      <span className={styles['pair']}>
        <Mark shape="bar" tone="bad">
          Open
        </Mark>
        <span className={styles['faint']}>
          one call {formatAgo(Math.max(circuit.until, now + 2_000), now)}
        </span>
      </span>
    )
  }
  if (circuit.kind === 'half-open') {
    return (
      <Mark shape="half" tone="warn">
        Trying one call
      </Mark>
    )
  }
  return (
    <span className={styles['pair']}>
      <Mark shape="disc" tone="ok">
        Closed
      </Mark>
      {circuit.failures > 0 ? (
        <span className={styles['faint']}>
          {circuit.failures} {circuit.failures === 1 ? 'failure' : 'failures'} in a row
        </span>
      ) : null}
    </span>
  )
}

/** Lets calls through again at once. */
export function CloseCircuit({
  serviceId,
  title,
  size = 'compact-xs',
}: {
  serviceId: string
  title: string
  size?: 'xs' | 'compact-xs'
}) {
  const { run, busy } = useCommand()
  return (
    <Button
      size={size}
      variant="default"
      disabled={busy}
      aria-label={`Close the circuit of ${title} now`}
      onClick={() =>
        void run(`The circuit of ${title} could not be closed`, (client) =>
          client.gateway.closeCircuit({ serviceId }),
        )
      }
    >
      Close now
    </Button>
  )
}
