import type { CallContents } from '@shared/domain/call'
import { useSettings } from '../../center'
import { JsonText } from '../../ui/json-text'
import styles from './activity-page.module.css'

/** The arguments and the result as they were kept; says where text was cut and why there may be none. */
export function CallContentsView({ contents }: { contents: CallContents | null }) {
  const settings = useSettings()
  if (!contents) {
    return (
      <p className={styles['note']}>
        Arguments and result of this call were not kept.{' '}
        {settings?.keepCallContents === false
          ? 'Keeping them is switched off in '
          : 'They were removed, or the call was never written down; what is kept stands in '}
        <a href="#/settings">Settings</a>.
      </p>
    )
  }
  const cap = settings ? `${settings.callContentsKb} KB` : 'the cap'
  return (
    <>
      <Part title="Arguments" text={contents.request} isCut={contents.requestCut} cap={cap} />
      <Part title="Result" text={contents.response} isCut={contents.responseCut} cap={cap} />
    </>
  )
}

function Part({
  title,
  text,
  isCut,
  cap,
}: {
  title: string
  text: string | null
  isCut: boolean
  cap: string
}) {
  return (
    <section className={styles['part']} aria-label={title}>
      <h3>{title}</h3>
      {text === null ? <p className={styles['note']}>None.</p> : <JsonText text={text} label={title} />}
      {isCut ? (
        <p className={styles['cut']}>
          Cut here: only the first {cap} of each are kept. <a href="#/settings">Keep more</a>
        </p>
      ) : null}
    </section>
  )
}
