import { diff, toRows } from './diff'
import { VisibleText } from '../../../ui/visible-text'
import styles from './diff.module.css'

interface LineDiffProps {
  label: string
  before: string | null
  after: string
  view: 'side' | 'inline'
}

/** JSON, compared line by line. */
export function LineDiff({ label, before, after, view }: LineDiffProps) {
  if (before === null) {
    return (
      <pre className={styles['lines']} tabIndex={0} aria-label={label}>
        <VisibleText text={after} />
      </pre>
    )
  }
  const pieces = diff(before.split('\n'), after.split('\n'))
  if (view === 'inline') {
    return (
      <pre className={styles['lines']} tabIndex={0} aria-label={label}>
        {pieces.flatMap(({ kind, items }, index) =>
          items.map((line, at) => <Line key={`${index}.${at}`} kind={kind} text={line} sign={signs[kind]} />),
        )}
      </pre>
    )
  }
  const rows = toRows(pieces)
  return (
    <div className={styles['two']}>
      <pre className={styles['lines']} tabIndex={0} aria-label={`${label}, as approved`}>
        <span className={styles['side']}>As approved</span>
        {rows.map(({ left, changed }, index) => (
          <Line
            key={index}
            kind={sideKind(left, changed, 'removed')}
            text={left ?? ''}
            sign={changed && left !== null ? '−' : ' '}
          />
        ))}
      </pre>
      <pre className={styles['lines']} tabIndex={0} aria-label={`${label}, now`}>
        <span className={styles['side']}>Now</span>
        {rows.map(({ right, changed }, index) => (
          <Line
            key={index}
            kind={sideKind(right, changed, 'added')}
            text={right ?? ''}
            sign={changed && right !== null ? '+' : ' '}
          />
        ))}
      </pre>
    </div>
  )
}

const signs = { same: ' ', removed: '−', added: '+' } as const

function sideKind(text: string | null, changed: boolean, kind: 'removed' | 'added'): string {
  if (!changed) return 'same'
  return text === null ? 'gap' : kind
}

function Line({ kind, text, sign }: { kind: string; text: string; sign: string }) {
  return (
    <span className={styles['line']} data-kind={kind}>
      <span className={styles['sign']}>{sign}</span>
      <VisibleText text={text} />
      {'\n'}
    </span>
  )
}
