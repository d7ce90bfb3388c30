import { Button } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { Problem } from '@shared/errors'
import styles from './notify.module.css'

/** Says a failure in the corner: what was tried, what happened, what to do. */
export function notifyProblem(title: string, problem: Problem): void {
  notifications.show({
    title,
    message: [problem.message, problem.nextStep].filter(Boolean).join(' '),
    color: 'red',
    withBorder: true,
    autoClose: 10_000,
  })
}

/** Says that something worth knowing is done. */
export function notifyDone(message: string): void {
  notifications.show({ message, withBorder: true, autoClose: 3_500 })
}

/** Says that something was removed, and for a while offers to bring it back. */
export function notifyUndo(message: string, onUndo: () => void): void {
  const id = notifications.show({
    withBorder: true,
    autoClose: 12_000,
    message: (
      <span className={styles['undo']}>
        {message}
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => {
            notifications.hide(id)
            onUndo()
          }}
        >
          Undo
        </Button>
      </span>
    ),
  })
}
