import { Button } from '@mantine/core'
import type { ReactNode } from 'react'
import type { DoctorCheck, DoctorFacts, DoctorReport } from '@shared/domain/doctor'
import { toMarkdown } from '@shared/domain/doctor-markdown'
import { counted } from '@shared/lib/counted'
import { formatPlace, goTo } from '../../router'
import { CopyButton } from '../../ui/copy-button'
import { formatCount, formatMs } from '../../ui/format'
import { Mono } from '../../ui/mono'
import { TimeAgo } from '../../ui/time-ago'
import { nextStepOf } from './next-step'
import { NextStepButton } from './next-step-button'
import { VerdictMark } from './verdict-mark'
import styles from './doctor.module.css'

interface ReportViewProps {
  report: DoctorReport
  /** Of the service. */
  id: string
  title: string
  /** The button for it. */
  again: ReactNode
  onAgain: () => void
}

/** What was found: the sentence and the next step first, then every check, then what was measured. */
export function ReportView({ report, id, title, again, onAgain }: ReportViewProps) {
  const { verdict, summary, code, nextStep, checks, facts, at, durationMs, complete } = report
  return (
    <>
      <section className={styles['finding']} data-verdict={verdict} aria-label="Finding">
        <VerdictMark verdict={verdict} />
        <h2>{summary}</h2>
        {nextStep ? (
          <p>
            <strong>Next step:</strong> {nextStep}
          </p>
        ) : null}
        {verdict === 'ok' ? null : (
          <div className={styles['actions']}>
            <NextStepButton code={code} id={id} title={title} onStarted={onAgain} />
          </div>
        )}
        {complete ? null : <p>The examination was ended before its end.</p>}
      </section>
      <ol className={styles['checks']} aria-label="Checks">
        {checks
          .filter((check) => check.verdict !== 'skipped')
          .map((check, index) => (
            <Check key={`${check.step}${index}`} check={check} isFirst={check.text === summary} />
          ))}
        <Skipped titles={checks.filter((check) => check.verdict === 'skipped').map((check) => check.title)} />
      </ol>
      <Facts facts={facts} />
      <p className={styles['faint']}>
        Examined <TimeAgo at={at} />, in {formatMs(durationMs)}.
      </p>
      <div className={styles['actions']}>
        {again}
        <CopyButton value={() => toMarkdown(report)} label="Copy as Markdown" wide />
        {verdict !== 'ok' && nextStepOf(code) === 'log' ? null : (
          <Button variant="default" onClick={() => goTo(formatPlace(['services', id], { tab: 'logs' }))}>
            Open the log of {title}
          </Button>
        )}
      </div>
    </>
  )
}

/** @param isFirst the finding above already says what it is and what to do */
function Check({ check, isFirst }: { check: DoctorCheck; isFirst: boolean }) {
  const { verdict, title, text, code, name, meaning, nextStep, evidence } = check
  return (
    <li className={styles['check']} data-verdict={verdict}>
      <span className={styles['verdict']}>
        <VerdictMark verdict={verdict} />
      </span>
      <div className={styles['told']}>
        <h3>{title}</h3>
        {isFirst ? null : <p>{text}</p>}
        {nextStep && !isFirst ? <p>{nextStep}</p> : null}
        {code ? (
          <p className={styles['code']}>
            <Mono copy={code} label={`Copy ${code}`}>
              {code} {name}
            </Mono>
          </p>
        ) : null}
        {meaning ? <p>{meaning}</p> : null}
        {evidence.length > 0 ? (
          <pre className={styles['evidence']} tabIndex={0} aria-label={`Seen at: ${title}`}>
            {evidence.join('\n')}
          </pre>
        ) : null}
      </div>
    </li>
  )
}

/** What was not reached, in one line: it has nothing to tell. */
function Skipped({ titles }: { titles: readonly string[] }) {
  if (titles.length === 0) return null
  return (
    <li className={styles['check']} data-verdict="skipped">
      <span className={styles['verdict']}>
        <VerdictMark verdict="skipped" />
      </span>
      <div className={styles['told']}>
        <h3>Not looked at, because of what stands above</h3>
        <p>{titles.join(' · ')}</p>
      </div>
    </li>
  )
}

function Facts({ facts }: { facts: DoctorFacts }) {
  const { server, revisions, tools, prompts, resources, definitionTokens, handshakeMs, roundTripMs } = facts
  const rows: [string, string | null][] = [
    ['Server', server],
    ['Protocol', revisions.join(', ') || null],
    ['Offers', tools === null ? null : offersInWords(tools, prompts ?? 0, resources ?? 0)],
    ['Definitions', definitionTokens === null ? null : `about ${formatCount(definitionTokens)} tokens`],
    ['Greeting', handshakeMs === null ? null : formatMs(handshakeMs)],
    ['Smallest request', roundTripMs === null ? null : formatMs(roundTripMs)],
  ]
  const known = rows.filter(([, value]) => value !== null)
  if (known.length === 0) return null
  return (
    <dl className={styles['facts']} aria-label="Measured">
      {known.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  )
}

function offersInWords(tools: number, prompts: number, resources: number): string {
  return [counted(tools, 'tool'), counted(prompts, 'prompt'), counted(resources, 'resource')].join(', ')
}
