import { useMemo } from 'react'
import { CopyButton } from './copy-button'
import styles from './json-view.module.css'

/** The most text that is coloured; beyond it colours cost more than they help. */
const COLOURED_CHARACTERS = 60_000
const TOKENS = /("(?:\\.|[^"\\])*")(\s*:)?|\b(true|false|null)\b|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g

/** JSON laid out, softly coloured, and copyable. */
export function JsonView({ value }: { value: unknown }) {
  const text = useMemo(() => JSON.stringify(value, null, 2) ?? 'undefined', [value])
  return (
    <div className={styles['frame']}>
      <pre className={styles['json']} tabIndex={0} aria-label="JSON">
        {text.length > COLOURED_CHARACTERS ? text : coloured(text)}
      </pre>
      <span className={styles['copy']}>
        <CopyButton value={text} label="Copy JSON" />
      </span>
    </div>
  )
}

function coloured(text: string) {
  const parts = []
  let at = 0
  for (const match of text.matchAll(TOKENS)) {
    const [whole, string, colon, word] = match
    parts.push(text.slice(at, match.index))
    const kind = string ? (colon ? 'key' : 'string') : word ? 'word' : 'number'
    parts.push(
      <span key={match.index} data-kind={kind}>
        {string ?? whole}
      </span>,
      string && colon ? colon : '',
    )
    at = match.index + whole.length
  }
  parts.push(text.slice(at))
  return parts
}
