import type { ConsentQuestion } from '@shared/domain/consent'
import { VisibleText } from '../../ui/visible-text'
import styles from './consent.module.css'

/** Browsers round positions. */
const END_PX = 2

/** Exactly what would be done, part by part; nothing is cut and nothing hides. */
export function QuestionDetails({
  question,
  onSeen,
}: {
  question: ConsentQuestion
  /** The end came into view. */
  onSeen?: () => void
}) {
  const look = (list: HTMLElement | null): void => {
    if (list && list.scrollTop + list.clientHeight >= list.scrollHeight - END_PX) onSeen?.()
  }
  return (
    <dl
      ref={look}
      className={styles['details']}
      tabIndex={0}
      aria-label="What would be done"
      onScroll={(event) => look(event.currentTarget)}
    >
      {question.details.map(({ label, value }, index) => (
        <div key={index}>
          <dt>{label}</dt>
          <dd>
            {value === '' ? <span className={styles['empty']}>empty</span> : <VisibleText text={value} />}
          </dd>
        </div>
      ))}
    </dl>
  )
}
