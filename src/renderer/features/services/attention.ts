import { isServing, type PortHolder, type ServiceSnapshot } from '@shared/domain/service'
import { formatAgo } from '../../ui/format'

/** A way out of a trouble, most fitting first. */
export type Step =
  | { kind: 'start'; label: string }
  | { kind: 'restart' }
  | { kind: 'use-free-port' }
  | { kind: 'stop-holder'; pid: number; name: string; command: string }
  | { kind: 'recheck' }
  | { kind: 'sign-in' }
  | { kind: 'open'; tab: 'logs' | 'settings'; label: string }

/** Something wrong now: one sentence, why, and what can be done. */
export interface Attention {
  service: ServiceSnapshot
  /** 0 needs the person, 1 serves but badly, 2 mends itself. */
  rank: 0 | 1 | 2
  sentence: string
  why: string
  steps: readonly Step[]
}

const openLog: Step = { kind: 'open', tab: 'logs', label: 'Open log' }

/** What is wrong with a service now; null when nothing is. */
export function attentionOf(service: ServiceSnapshot, now: number): Attention | null {
  if (wantsSignIn(service)) return signInWanted(service)
  const { state, title } = service
  switch (state.kind) {
    case 'failed':
      return {
        service,
        rank: 0,
        sentence: `${title} keeps failing and was given a rest.`,
        why: `${state.problem.message} OmniMind tries again ${soon(state.nextAttemptAt, now)}.`,
        steps: [{ kind: 'start', label: 'Start again' }, openLog],
      }
    case 'blocked':
      return state.block.kind === 'port-held'
        ? portHeld(service, state.block.holder)
        : {
            service,
            rank: 0,
            sentence: `${title} cannot start with its present settings.`,
            why: [state.block.problem.message, state.block.problem.nextStep].filter(Boolean).join(' '),
            steps: [
              { kind: 'open', tab: 'settings', label: 'Open settings' },
              { kind: 'start', label: 'Try again' },
              openLog,
            ],
          }
    case 'degraded':
      return {
        service,
        rank: 1,
        sentence: `${title} answers, but not as it should.`,
        why: [state.problem.message, state.problem.nextStep].filter(Boolean).join(' '),
        steps: [{ kind: 'restart' }, openLog],
      }
    case 'backing-off':
      return {
        service,
        rank: 2,
        sentence: `${title} ended unexpectedly and restarts ${soon(state.until, now)}.`,
        why: state.problem.message,
        steps: [{ kind: 'start', label: 'Start now' }, openLog],
      }
    default:
      return databaseReplaced(service)
  }
}

/** An external server that waits until somebody signed in there. */
export function wantsSignIn({ kind, state, lastError }: ServiceSnapshot): boolean {
  if (kind !== 'external' || isServing(state) || state.kind === 'stopped') return false
  return lastError?.code === 'UNAUTHORIZED'
}

function signInWanted(service: ServiceSnapshot): Attention {
  return {
    service,
    rank: 0,
    sentence: `${service.title} waits for you to sign in.`,
    why: `${service.lastError?.message ?? ''} It opens in your browser; OmniMind keeps the result sealed.`.trim(),
    steps: [{ kind: 'sign-in' }, openLog],
  }
}

/** A service that works, but without what it had kept: its database was damaged and set aside. */
function databaseReplaced(service: ServiceSnapshot): Attention | null {
  const { title, lastError } = service
  if (lastError?.code !== 'DATABASE_DAMAGED') return null
  return {
    service,
    rank: 1,
    sentence: `${title} started with an empty database.`,
    why: [lastError.message, lastError.nextStep].filter(Boolean).join(' '),
    steps: [openLog],
  }
}

/** Everything wrong now, what needs the person first. */
export function attentionList(services: readonly ServiceSnapshot[], now: number): Attention[] {
  return services.flatMap((service) => attentionOf(service, now) ?? []).sort((a, b) => a.rank - b.rank)
}

/** The program that holds a port, as people would name it: `python3 (pid 123)`. */
export function holderName(holder: PortHolder): string {
  const program = holder.command === null ? 'another program' : programName(holder.command)
  return holder.pid === null ? program : `${program} (pid ${holder.pid})`
}

/** A command line's program without its folder and arguments. */
function programName(command: string): string {
  const [path = command] = command.trim().split(/\s+/)
  return path.split(/[\\/]/).at(-1) || command
}

function portHeld(service: ServiceSnapshot, holder: PortHolder): Attention {
  const who =
    holder.command === null && holder.pid === null ? 'a program of another user' : holderName(holder)
  const stop: Step[] =
    holder.pid === null
      ? []
      : [
          {
            kind: 'stop-holder',
            pid: holder.pid,
            name: holderName(holder),
            command: holder.command ?? 'unknown',
          },
        ]
  return {
    service,
    rank: 0,
    sentence: `${service.title} cannot start: port ${holder.port} is held by ${who}.`,
    why: holder.isOmniMind
      ? 'That is another OmniMind. Quit it, or give this service a free port.'
      : 'Give the service a free port and tell your clients, or stop the program that holds this one.',
    steps: [{ kind: 'use-free-port' }, ...stop, { kind: 'recheck' }],
  }
}

function soon(at: number, now: number): string {
  return at <= now + 1_000 ? 'in a moment' : formatAgo(at, now)
}
