import { Button, Drawer, Progress } from '@mantine/core'
import { useState } from 'react'
import type { DoctorProgress } from '@shared/domain/doctor'
import { useService } from '../../center'
import { useQueryValue } from '../../router'
import { ProblemNote } from '../../ui/problem-note'
import { ReportView } from './report-view'
import { useExamination } from './use-examination'
import styles from './doctor.module.css'

/** The examination that the address asks for, beside whatever screen is shown; stands once in the page. */
export function ExaminationHost() {
  const [id, setId] = useQueryValue('examine')
  const [round, setRound] = useState(0)
  const title = useService(id)?.title ?? id
  return (
    <Drawer
      opened={id !== ''}
      onClose={() => setId('')}
      position="right"
      size="38rem"
      title={`What is wrong with ${title}?`}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {id === '' ? null : (
        <Examination key={`${id} ${round}`} id={id} title={title} onAgain={() => setRound(round + 1)} />
      )}
    </Drawer>
  )
}

function Examination({ id, title, onAgain }: { id: string; title: string; onAgain: () => void }) {
  const { state, cancel } = useExamination(id)
  const examineAgain = (
    <Button variant="default" onClick={onAgain}>
      Examine again
    </Button>
  )
  return (
    <div className={styles['examination']}>
      {/* One voice for the whole course of it, there from the start, so that screen readers hear each change. */}
      <p className={styles['unseen']} role="status">
        {spoken(state)}
      </p>
      {state.kind === 'running' ? <Running progress={state.progress} onCancel={cancel} /> : null}
      {state.kind === 'cancelled' ? (
        <div className={styles['ended']}>
          <p>You ended the examination. Nothing was changed.</p>
          {examineAgain}
        </div>
      ) : null}
      {state.kind === 'failed' ? <ProblemNote problem={state.problem} action={examineAgain} /> : null}
      {state.kind === 'done' ? (
        <ReportView report={state.report} id={id} title={title} again={examineAgain} onAgain={onAgain} />
      ) : null}
    </div>
  )
}

function Running({ progress, onCancel }: { progress: DoctorProgress | null; onCancel: () => void }) {
  const { done, total, title } = progress ?? { done: 0, total: 1, title: 'The doctor is on the way' }
  return (
    <div className={styles['running']}>
      <div className={styles['step']}>
        <p>{title} …</p>
        <p className={styles['faint']}>{progress ? `Step ${done + 1} of ${total}` : ' '}</p>
      </div>
      <Progress aria-label="How far the examination is" value={(done / total) * 100} />
      <Button variant="default" onClick={onCancel}>
        Cancel
      </Button>
    </div>
  )
}

function spoken(state: ReturnType<typeof useExamination>['state']): string {
  if (state.kind === 'running') return state.progress?.title ?? 'Examining'
  if (state.kind === 'cancelled') return 'Ended'
  return state.kind === 'done' ? state.report.summary : ''
}
