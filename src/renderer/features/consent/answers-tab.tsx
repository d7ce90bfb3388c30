import { Button } from '@mantine/core'
import { LOADS_UNSEEN_CODE, type LastingChoice, type StandingConsent } from '@shared/domain/consent'
import { useCommand, useQuery, useQuestions, useRefreshOn, useServices } from '../../center'
import { Answered } from '../../ui/answered'
import { DataTable } from '../../ui/data-table'
import { EmptyState } from '../../ui/empty-state'
import { Panel } from '../../ui/panel'
import { TimeAgo } from '../../ui/time-ago'
import { QuestionDetails } from './question-details'
import styles from './consent.module.css'

const answerWords: Record<LastingChoice, string> = {
  always: 'Always allow',
  'always-whatever-it-loads': 'Always allow, whatever it loads',
  never: 'Never allow',
}

/** Answers a person gave for good, and the way to take them back. */
export function AnswersTab() {
  const { query, refresh } = useQuery('answers', (client, signal) => client.consent.standing({}, { signal }))
  useRefreshOn(String(useQuestions().length), refresh)
  return (
    <Panel title="Given for good" flush>
      <Answered query={query} refresh={refresh} heightRem={8}>
        {(answers) => <Answers answers={answers} onDone={refresh} />}
      </Answered>
    </Panel>
  )
}

function Answers({ answers, onDone }: { answers: readonly StandingConsent[]; onDone: () => void }) {
  const { run, busy } = useCommand()
  const services = useServices() ?? []
  if (answers.length === 0) {
    return (
      <EmptyState title="No lasting answers">
        When a client wants something that needs your consent, you can answer once, or for good. What you
        answered for good stands here and can be taken back.
      </EmptyState>
    )
  }
  const forget = async (id: number): Promise<void> => {
    if (await run('The answer could not be taken back', (client) => client.consent.forget({ id }))) onDone()
  }
  return (
    <DataTable
      label="Lasting answers"
      heads={[
        { label: 'Answer' },
        { label: 'To' },
        { label: 'Service' },
        { label: 'Used' },
        { label: 'Given' },
        { label: 'Actions', hidden: true },
      ]}
    >
      <tbody>
        {answers.map(({ id, choice, question, serviceId, uses, decidedAt }) => (
          <tr key={id}>
            <td>{answerWords[choice]}</td>
            <th scope="row">
              <details className={styles['question']}>
                <summary>{question.title}</summary>
                <QuestionDetails question={question} />
                {choice === 'always-whatever-it-loads' ? (
                  <p className={styles['who']}>{LOADS_UNSEEN_CODE}</p>
                ) : null}
              </details>
            </th>
            <td>{services.find((one) => one.id === serviceId)?.title ?? serviceId}</td>
            <td>{uses === 0 ? 'not yet' : uses === 1 ? 'once' : `${uses} times`}</td>
            <td>
              <TimeAgo at={decidedAt} />
            </td>
            <td data-actions>
              <Button
                variant="default"
                size="compact-xs"
                disabled={busy}
                aria-label={`Take back: ${question.title}`}
                onClick={() => void forget(id)}
              >
                Take back
              </Button>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  )
}
