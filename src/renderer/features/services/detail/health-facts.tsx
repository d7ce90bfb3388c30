import type { Health, HealthFact } from '@shared/domain/service'
import { TimeAgo } from '../../../ui/time-ago'
import styles from './overview-tab.module.css'

const facts: readonly { key: keyof Health; proven: string; failed: string; unknown: string }[] = [
  {
    key: 'process',
    proven: 'Process is alive',
    failed: 'Process is not alive',
    unknown: 'Process not checked',
  },
  { key: 'handshake', proven: 'Handshake done', failed: 'Handshake failed', unknown: 'Handshake not tried' },
  { key: 'tools', proven: 'Tools listed', failed: 'Tools not listed', unknown: 'Tools not asked for' },
  {
    key: 'call',
    proven: 'A harmless call succeeds',
    failed: 'A harmless call fails',
    unknown: 'No call tried',
  },
]

/** The four facts of health, each only as strong as its proof, with the time of the proof. */
export function HealthFacts({ health }: { health: Health }) {
  return (
    <ul className={styles['facts']} aria-label="Health facts">
      {facts.map(({ key, ...words }) => (
        <Fact key={key} fact={health[key]} words={words} />
      ))}
    </ul>
  )
}

function Fact({ fact, words }: { fact: HealthFact; words: Record<HealthFact['verdict'], string> }) {
  return (
    <li className={styles['fact']} data-verdict={fact.verdict}>
      <span className={styles['factName']}>
        <VerdictShape verdict={fact.verdict} />
        {words[fact.verdict]}
      </span>
      <p className={styles['factText']}>
        {fact.at === null ? (
          'never tested'
        ) : (
          <>
            tested <TimeAgo at={fact.at} />
          </>
        )}
        {fact.detail ? ` · ${fact.detail}` : ''}
      </p>
    </li>
  )
}

function VerdictShape({ verdict }: { verdict: HealthFact['verdict'] }) {
  return (
    <svg
      viewBox="0 0 12 12"
      width="0.75rem"
      height="0.75rem"
      fill="none"
      stroke="currentColor"
      strokeWidth="2"
      strokeLinecap="round"
      aria-hidden="true"
    >
      {verdict === 'proven' ? <path d="m1.8 6.6 2.7 2.7 5.7-6.2" /> : null}
      {verdict === 'failed' ? <path d="m2.5 2.5 7 7M9.5 2.5l-7 7" /> : null}
      {verdict === 'unknown' ? <path d="M2.5 6h7" /> : null}
    </svg>
  )
}
