import { diff, wordsOf, type Piece } from './diff'
import { VisibleText } from '../../../ui/visible-text'
import styles from './diff.module.css'

interface TextDiffProps {
  before: string | null
  after: string
  view: 'side' | 'inline'
}

/** Running text, compared word by word. */
export function TextDiff({ before, after, view }: TextDiffProps) {
  if (before === null) {
    return (
      <p className={styles['prose']}>
        <VisibleText text={after} />
      </p>
    )
  }
  const pieces = diff(wordsOf(before), wordsOf(after))
  if (view === 'inline') return <Prose pieces={pieces} />
  return (
    <div className={styles['two']}>
      <Prose label="As approved" pieces={pieces.filter(({ kind }) => kind !== 'added')} />
      <Prose label="Now" pieces={pieces.filter(({ kind }) => kind !== 'removed')} />
    </div>
  )
}

function Prose({ pieces, label }: { pieces: readonly Piece[]; label?: string }) {
  return (
    <div className={styles['prose']}>
      {label ? <p className={styles['side']}>{label}</p> : null}
      {pieces.map(({ kind, items }, index) => {
        const text = <VisibleText text={items.join('')} />
        if (kind === 'removed') return <del key={index}>{text}</del>
        return kind === 'added' ? <ins key={index}>{text}</ins> : <span key={index}>{text}</span>
      })}
      {pieces.length === 0 ? <span className={styles['none']}>none</span> : null}
    </div>
  )
}
