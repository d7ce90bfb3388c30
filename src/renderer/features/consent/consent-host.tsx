import { Button } from '@mantine/core'
import { useState } from 'react'
import type { OpenQuestion } from '@shared/domain/consent'
import { useQuestions } from '../../center'
import { QuestionDialog } from './question-dialog'
import styles from './consent.module.css'

/**
 * Shows what services ask the person, one question at a time, wherever the person is. One that was put off stays in a
 * line on top until it is answered or too old.
 */
export function ConsentHost() {
  const questions = useQuestions()
  const [putOff, setPutOff] = useState<readonly string[]>([])
  const waiting = questions.filter(({ id }) => putOff.includes(id))
  const current = questions.find(({ id }) => !putOff.includes(id))
  return (
    <>
      {waiting.length > 0 ? <WaitingLine waiting={waiting} onAnswer={() => setPutOff([])} /> : null}
      {current ? (
        <QuestionDialog
          key={current.id}
          asked={current}
          more={questions.length - 1}
          onLater={() => setPutOff((ids) => [...ids, current.id])}
        />
      ) : null}
    </>
  )
}

function WaitingLine({ waiting, onAnswer }: { waiting: readonly OpenQuestion[]; onAnswer: () => void }) {
  const [first] = waiting
  return (
    <div className={styles['line']} role="status">
      <span>
        {waiting.length === 1
          ? `A client waits for your answer: ${first?.question.title}.`
          : `${waiting.length} questions of clients wait for your answer.`}
      </span>
      <Button size="compact-xs" onClick={onAnswer}>
        Answer
      </Button>
    </div>
  )
}
