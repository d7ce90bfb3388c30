import { Button } from '@mantine/core'
import { useCommand } from '../../center'
import { formatPlace, goTo } from '../../router'
import { confirm } from '../../ui/confirm'
import { notifyDone } from '../../ui/notify'
import { ExamineButton, isWorthExamining } from '../doctor'
import { SignInButton } from '../external'
import type { Attention, Step } from './attention'
import { moveToFreePort } from './service-commands'

/**
 * The ways out as buttons; the first is the one next step.
 * @param tab of the service's page that is open already: no button leads to it
 */
export function AttentionSteps({ attention, tab }: { attention: Attention; tab?: string }) {
  const act = useStep(attention)
  return (
    <>
      {attention.steps.map((step, index) =>
        step.kind === 'open' && step.tab === tab ? null : step.kind === 'sign-in' ? (
          <SignInButton key="sign-in" id={attention.service.id} title={attention.service.title} wanted />
        ) : (
          <Button
            key={`${step.kind}${index}`}
            variant={index === 0 && attention.rank < 2 ? 'filled' : 'default'}
            disabled={act.busy}
            onClick={() => act.take(step)}
          >
            {stepLabel(step)}
          </Button>
        ),
      )}
      {isWorthExamining(attention.service) ? (
        <ExamineButton id={attention.service.id} title={attention.service.title} />
      ) : null}
    </>
  )
}

type PlainStep = Exclude<Step, { kind: 'sign-in' }>
type StopHolder = Extract<Step, { kind: 'stop-holder' }>

function stepLabel(step: PlainStep): string {
  switch (step.kind) {
    case 'start':
    case 'open':
      return step.label
    case 'restart':
      return 'Restart'
    case 'use-free-port':
      return 'Use a free port'
    case 'stop-holder':
      return `Stop ${step.name}`
    default:
      return 'Check again'
  }
}

function useStep({ service }: Attention): { take: (step: PlainStep) => void; busy: boolean } {
  const { run, busy } = useCommand()
  const { id, title, port } = service

  async function recheck(): Promise<void> {
    await run(`Port ${port} could not be checked`, async (client) => {
      const { holder } = await client.services.recheckPort({ id })
      if (holder) notifyDone(`Port ${port} is still taken.`)
      else await client.services.start({ id })
    })
  }

  function stopHolder({ pid, name, command }: StopHolder): void {
    confirm({
      title: `Stop ${name}?`,
      text: `The program “${command}” is ended, so that ${title} gets port ${port}. Unsaved work in it may be lost.`,
      verb: 'Stop it',
      onYes: () =>
        void run('The program could not be stopped', (client) => client.services.stopPortHolder({ id, pid })),
    })
  }

  function take(step: PlainStep): void {
    if (step.kind === 'open') goTo(formatPlace(['services', id], { tab: step.tab }))
    else if (step.kind === 'stop-holder') stopHolder(step)
    else if (step.kind === 'recheck') void recheck()
    else if (step.kind === 'use-free-port') {
      void run(`${title} could not be moved`, async (client) => {
        const moved = await moveToFreePort(client, id)
        notifyDone(`${title} is on port ${moved.port} now. Tell your clients: see Connect.`)
      })
    } else if (step.kind === 'restart') {
      void run(`${title} could not be restarted`, (client) => client.services.restart({ id }))
    } else void run(`${title} could not be started`, (client) => client.services.start({ id }))
  }
  return { take, busy }
}
