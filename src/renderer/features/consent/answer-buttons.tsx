import { Button } from '@mantine/core'
import { useId, useState } from 'react'
import type { ConsentChoice, ConsentQuestion } from '@shared/domain/consent'
import { Caution } from './caution'
import styles from './consent.module.css'

/** The ways to answer that the question offers, and what each for good means. "Refuse" has the focus. */
export function AnswerButtons({
  lasting,
  busy,
  mayAllow,
  onAnswer,
}: {
  lasting: ConsentQuestion['lasting']
  busy: boolean
  /** The person had the time to see what they would allow. */
  mayAllow: boolean
  onAnswer: (choice: ConsentChoice) => void
}) {
  const [isAccepted, setAccepted] = useState(false)
  const caution = useId()
  const offers = {
    exactly: lasting.always !== undefined,
    unseen: lasting['always-whatever-it-loads'] !== undefined,
    never: lasting.never !== undefined,
  }
  const noAllowing = busy || !mayAllow
  return (
    <>
      {offers.unseen ? <Caution id={caution} isAccepted={isAccepted} onAccept={setAccepted} /> : null}
      <div className={styles['answers']}>
        {offers.never ? (
          <Button variant="default" disabled={busy} onClick={() => onAnswer('never')}>
            Never allow this
          </Button>
        ) : null}
        <Button variant="default" data-autofocus disabled={busy} onClick={() => onAnswer('refuse')}>
          Refuse
        </Button>
        <span className={styles['gap']} />
        {offers.exactly ? (
          <Button variant="default" disabled={noAllowing} onClick={() => onAnswer('always')}>
            Always allow exactly this
          </Button>
        ) : null}
        {offers.unseen ? (
          <Button
            variant="default"
            aria-describedby={caution}
            disabled={noAllowing || !isAccepted}
            onClick={() => onAnswer('always-whatever-it-loads')}
          >
            Always, whatever it loads
          </Button>
        ) : null}
        <Button disabled={noAllowing} onClick={() => onAnswer('once')}>
          Allow once
        </Button>
      </div>
    </>
  )
}

/** Null: nothing is offered for good. */
export function whoseAnswer({ never, ...always }: ConsentQuestion['lasting']): string | null {
  if (Object.keys(always).length > 0) return '“Always” and “never” hold for every client.'
  return never === undefined ? null : '“Never” holds for every client.'
}
