import { Button, Group } from '@mantine/core'
import { useState } from 'react'
import { defaultLimits, type GatewayLimits } from '@shared/domain/limits'
import { useQuery, useSubmit } from '../../../center'
import { Answered } from '../../../ui/answered'
import { notifyDone } from '../../../ui/notify'
import { ProblemNote } from '../../../ui/problem-note'
import { BreakerLimits, CacheLimits, ConcurrencyLimits } from './limit-panels'
import { RateLimits } from './rate-limits'
import { limitErrors } from './limit-errors'
import styles from './limits.module.css'

/** Every limit on calls that may be changed; nothing counts until it is saved. */
export function LimitsTab() {
  const { query, refresh } = useQuery('limits', (client, signal) => client.gateway.limits({}, { signal }))
  return (
    <Answered query={query} refresh={refresh} heightRem={26}>
      {(limits) => <Editor key={JSON.stringify(limits)} saved={limits} onSaved={refresh} />}
    </Answered>
  )
}

function Editor({ saved, onSaved }: { saved: GatewayLimits; onSaved: () => void }) {
  const [limits, setLimits] = useState(saved)
  const { send, busy, problem } = useSubmit()
  const errors = limitErrors(limits)
  const changed = JSON.stringify(limits) !== JSON.stringify(saved)
  const isDefault = JSON.stringify(limits) === JSON.stringify(defaultLimits)
  const change = (part: Partial<GatewayLimits>): void => setLimits((now) => ({ ...now, ...part }))

  async function save(): Promise<void> {
    if (!(await send((client) => client.gateway.updateLimits(limits)))) return
    notifyDone('The limits count from now on.')
    onSaved()
  }
  return (
    <div className={styles['column']}>
      <RateLimits limits={limits} errors={errors} change={change} />
      <ConcurrencyLimits limits={limits} errors={errors} change={change} />
      <BreakerLimits limits={limits} errors={errors} change={change} />
      <CacheLimits limits={limits} errors={errors} change={change} />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" gap="sm" className={styles['foot'] ?? ''}>
        <span className={styles['note']} aria-live="polite">
          {Object.keys(errors).length > 0
            ? 'Look at the marked fields first.'
            : changed
              ? 'Not saved yet.'
              : 'Saved.'}
        </span>
        <Button variant="default" disabled={isDefault || busy} onClick={() => setLimits(defaultLimits)}>
          Reset to defaults
        </Button>
        <Button variant="default" disabled={!changed || busy} onClick={() => setLimits(saved)}>
          Undo
        </Button>
        <Button
          disabled={!changed || Object.keys(errors).length > 0}
          loading={busy}
          onClick={() => void save()}
        >
          Save
        </Button>
      </Group>
    </div>
  )
}
