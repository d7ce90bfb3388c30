import type { ServiceSnapshot } from '@shared/domain/service'
import { formatPlace } from '../../router'
import { StateShape } from '../../ui/state-mark'
import { useNow } from '../../ui/use-now'
import { attentionList, AttentionSteps } from '../services'
import styles from './attention-section.module.css'

/** What is wrong now, as sentences with the next step; nothing at all while all is well. */
export function AttentionSection({ services }: { services: readonly ServiceSnapshot[] }) {
  const list = attentionList(services, useNow())
  if (list.length === 0) return null
  return (
    <section aria-label="What needs attention" className={styles['list']}>
      {list.map((attention) => (
        <article key={attention.service.id} className={styles['item']} data-rank={attention.rank}>
          <span className={styles['mark']}>
            <StateShape kind={attention.service.state.kind} size={16} />
          </span>
          <div className={styles['text']}>
            <h2>
              <a href={formatPlace(['services', attention.service.id])}>{attention.sentence}</a>
            </h2>
            <p>{attention.why}</p>
          </div>
          <div className={styles['steps']}>
            <AttentionSteps attention={attention} />
          </div>
        </article>
      ))}
    </section>
  )
}
