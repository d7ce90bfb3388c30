import { notifications } from '@mantine/notifications'
import type { Problem } from '@shared/errors'

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
