import { Button } from '@mantine/core'
import { ProblemNote } from '../../ui/problem-note'
import { AnswerView, useSend } from '../playground'
import styles from './activity-page.module.css'

/** Sends the same request again, as a new call, and shows what came back. */
export function Replay({ id, disabled }: { id: string; disabled: boolean }) {
  const { state, start, cancel } = useSend()
  return (
    <>
      <Button
        variant="default"
        disabled={disabled || state.kind === 'running'}
        onClick={() => start((client, signal) => client.activity.replay({ id }, { signal }))}
      >
        Replay
      </Button>
      {state.kind === 'running' ? (
        <Button variant="default" onClick={cancel}>
          Cancel
        </Button>
      ) : null}
      {state.kind === 'idle' || state.kind === 'running' ? null : (
        <section className={styles['replay']} aria-label="Answer of the replay">
          {state.kind === 'done' ? <AnswerView answer={state.answer} /> : null}
          {state.kind === 'failed' ? <ProblemNote problem={state.problem} /> : null}
          {state.kind === 'cancelled' ? <p>Cancelled. It may have done part of its work.</p> : null}
        </section>
      )}
    </>
  )
}
