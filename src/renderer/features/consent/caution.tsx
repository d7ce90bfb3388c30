import { Checkbox } from '@mantine/core'
import { LOADS_UNSEEN_CODE } from '@shared/domain/consent'
import styles from './consent.module.css'

/** What "always" gives away where a program can run more than is shown; the box must be ticked before it can be said. */
export function Caution({
  id,
  isAccepted,
  onAccept,
}: {
  /** Of the text, for what it describes. */
  id: string
  isAccepted: boolean
  onAccept: (isAccepted: boolean) => void
}) {
  return (
    <div className={styles['caution']} role="group" aria-label="Before you say always">
      <p id={id}>{LOADS_UNSEEN_CODE}</p>
      <Checkbox
        label="Let me say “always” all the same"
        aria-describedby={id}
        checked={isAccepted}
        onChange={(event) => onAccept(event.currentTarget.checked)}
      />
    </div>
  )
}
