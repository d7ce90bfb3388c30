import { CopyButton } from './copy-button'
import { JsonView } from './json-view'
import { parseJson } from './parse-json'
import styles from './json-view.module.css'

/** A text that should be JSON: laid out when it is, as it stands when it is cut or something else. */
export function JsonText({ text, label = 'Text' }: { text: string; label?: string }) {
  const parsed = parseJson(text)
  if (parsed.ok && parsed.value !== undefined) return <JsonView value={parsed.value} />
  return (
    <div className={styles['frame']}>
      <pre className={styles['json']} tabIndex={0} aria-label={label}>
        {text}
      </pre>
      <span className={styles['copy']}>
        <CopyButton value={text} label="Copy text" />
      </span>
    </div>
  )
}
