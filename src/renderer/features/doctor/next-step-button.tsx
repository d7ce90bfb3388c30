import { Button } from '@mantine/core'
import type { DoctorCode } from '@shared/domain/doctor'
import { useCommand } from '../../center'
import { formatPlace, goTo } from '../../router'
import { SignInButton } from '../external'
import { nextStepOf } from './next-step'

interface NextStepButtonProps {
  code: DoctorCode | null
  id: string
  title: string
  /** Once it was started: what was found is no longer so. */
  onStarted: () => void
}

const places = {
  settings: { tab: 'settings', label: () => 'Open settings' },
  log: { tab: 'logs', label: (title: string) => `Open the log of ${title}` },
  page: { tab: undefined, label: (title: string) => `Open the page of ${title}` },
} as const

/** The one next step, where a button can be it. */
export function NextStepButton({ code, id, title, onStarted }: NextStepButtonProps) {
  const { run, busy } = useCommand()
  const step = nextStepOf(code)

  async function begin(verb: 'start' | 'restart'): Promise<void> {
    if (await run(`${title} could not be ${verb}ed`, (client) => client.services[verb]({ id }))) onStarted()
  }

  if (step === null) return null
  if (step === 'sign-in') return <SignInButton id={id} title={title} wanted />
  if (step !== 'start' && step !== 'restart') {
    const { tab, label } = places[step]
    return <Button onClick={() => goTo(formatPlace(['services', id], { tab }))}>{label(title)}</Button>
  }
  return (
    <Button loading={busy} onClick={() => void begin(step)}>
      {step === 'start' ? `Start ${title}` : `Restart ${title}`}
    </Button>
  )
}
