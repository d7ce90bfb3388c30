import { revealHidden } from './hidden'
import styles from './visible-text.module.css'

/** A text in which nothing hides. */
export function VisibleText({ text }: { text: string }) {
  return revealHidden(text).map((part, index) =>
    part.kind === 'text' ? (
      part.text
    ) : (
      <span key={index} className={styles['hidden']} title="A character that cannot be seen">
        {part.text}
      </span>
    ),
  )
}
