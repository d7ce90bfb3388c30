import type { ConsentQuestion } from '@shared/domain/consent'
import { VisibleText } from '../../ui/visible-text'
import styles from './consent.module.css'

/** Exactly what would be done, part by part; nothing is cut and nothing hides. */
export function QuestionDetails({ question }: { question: ConsentQuestion }) {
  return (
    <dl className={styles['details']} tabIndex={0} aria-label="What would be done">
      {question.details.map(({ label, value }, index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>
            <VisibleText text={value} />
          </dd>
        </div>
      ))}
    </dl>
  )
}
