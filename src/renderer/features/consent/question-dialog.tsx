import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { ConsentChoice, OpenQuestion } from '@shared/domain/consent'
import type { Problem } from '@shared/errors'
import { useCommand, useServices } from '../../center'
import { notifyProblem } from '../../ui/notify'
import { useNow } from '../../ui/use-now'
import { AnswerButtons, whoseAnswer } from './answer-buttons'
import { QuestionDetails } from './question-details'
import styles from './consent.module.css'

/** A click or key meant for what was here a moment ago must not allow anything. */
const UNARMED_MS = 700

/** One question with everything that would be done, and the ways to answer it. */
export function QuestionDialog({
  asked,
  more,
  onLater,
}: {
  asked: OpenQuestion
  /** Questions that wait behind this one. */
  more: number
  onLater: () => void
}) {
  const { serviceId, question, expiresAt } = asked
  const { run, busy } = useCommand()
  const isTimeUp = useArmed()
  const [isSeen, setSeen] = useState(false)
  const forEveryClient = whoseAnswer(question.lasting)
  const now = useNow()
  const title = useServices()?.find(({ id }) => id === serviceId)?.title ?? serviceId
  const minutes = Math.max(1, Math.ceil((expiresAt - now) / 60_000))
  const answer = (choice: ConsentChoice): void =>
    void run('The answer did not arrive', async (client) => {
      const { remembered } = await client.consent.answer({ id: asked.id, choice })
      if (!remembered && choice !== 'once' && choice !== 'refuse')
        notifyProblem('It holds this once', notStored)
    })
  return (
    <Modal
      opened
      onClose={onLater}
      title={`${question.title}?`}
      size="34rem"
      classNames={{ body: styles['dialog'] }}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': 'Answer later' }}
    >
      <p className={styles['who']}>
        <strong>{question.client ?? 'A client that gave no name'}</strong> asks for this by way of {title}.
        Unanswered, it is refused in {minutes} min.
        {more > 0 ? ` ${more} more ${more === 1 ? 'waits' : 'wait'} behind it.` : ''}
      </p>
      <QuestionDetails question={question} onSeen={() => setSeen(true)} />
      {forEveryClient === null ? null : <p className={styles['who']}>{forEveryClient}</p>}
      {isSeen ? null : <p className={styles['who']}>Scroll to the end of the list to allow it.</p>}
      <AnswerButtons lasting={question.lasting} busy={busy} mayAllow={isTimeUp && isSeen} onAnswer={answer} />
    </Modal>
  )
}

const notStored: Problem = {
  code: 'DATA_DIR_UNWRITABLE',
  message: 'Your answer was followed, but could not be stored: next time you are asked again.',
  nextStep: 'Check the free space and the permissions of the data directory.',
}

function useArmed(): boolean {
  const [isArmed, setArmed] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setArmed(true), UNARMED_MS)
    return () => clearTimeout(timer)
  }, [])
  return isArmed
}
