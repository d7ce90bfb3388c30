import type { DoctorReport } from '@shared/domain/doctor'
import type { PortHolder } from '@shared/domain/service'
import { Examination, type ExaminationOptions, type Step } from './examination'
import { Found } from './finding'
import { lookAtClock, lookAtDisk, lookAtHome } from './machine/look-at-home'
import { locateProgram } from './program/locate-program'
import type { StepId } from './steps'

/** What the caller knows of the machine, or found out. */
export interface MachineTarget {
  /** The data directory. */
  home: string
  /** Every port that OmniMind uses, and who listens there. */
  ports: readonly { port: number; use: string; holder: PortHolder | null }[]
  /** The OmniMind that announced itself in the data directory. */
  instance: { pid: number; answers: boolean } | null
  /** As `process.version` and PATH say it. */
  node?: string
  path?: string
}

const plan: readonly StepId[] = ['node', 'home', 'disk', 'machineClock', 'ports', 'programs', 'instance']
const LEAST_NODE = 24
/** Without the first two no program of npm can be started; the others only matter to those who use them. */
const needed = ['node', 'npx']
const useful = ['uvx', 'docker', 'git']

/** Examines what every service rests on. Looks only; nothing is started. */
export async function examineMachine(
  target: MachineTarget,
  options: ExaminationOptions = {},
): Promise<DoctorReport> {
  const exam = new Examination({ kind: 'machine', title: 'This machine' }, plan, options)
  const { home, node = process.version, path = process.env['PATH'] ?? '' } = target
  await exam.step('node', (step) => {
    if (Number.parseInt(node.slice(1), 10) < LEAST_NODE)
      step.found({ code: 'NODE_TOO_OLD', text: `This is Node.js ${node}; OmniMind needs ${LEAST_NODE}.` })
    step.fine(`Node.js ${node}.`)
  })
  await exam.step('home', (step) => lookAtHome(step, home))
  await exam.step('disk', (step) => lookAtDisk(step, home))
  await exam.step('machineClock', (step) => lookAtClock(step, home, exam.clock.epochMs()))
  await exam.step('ports', (step) => tellPorts(step, target))
  await exam.step('programs', (step) => tellPrograms(step, path))
  await exam.step('instance', (step) => tellInstance(step, target))
  return exam.report()
}

function tellPorts(step: Step, { ports, instance }: MachineTarget): void {
  const isOurs = (holder: PortHolder): boolean =>
    instance !== null && (holder.isOmniMind || holder.pid === instance.pid)
  const foreign = ports.filter(({ holder }) => holder !== null && !isOurs(holder))
  for (const { port, use, holder } of foreign) {
    const who = [holder?.command, holder?.pid ? `pid ${holder.pid}` : null].filter(Boolean).join(', ')
    const text = `Port ${port} (${use}) is held by ${who || 'a program of another user'}.`
    const nextStep = holder?.isOmniMind
      ? 'That is another OmniMind: stop it, or start this one with OMNIMIND_PORT_OFFSET=100.'
      : 'Stop that program, or start OmniMind with OMNIMIND_PORT_OFFSET=100.'
    step.found({ code: 'PORT_HELD', text, nextStep })
  }
  step.fine(`${ports.length} ports are ${instance ? 'ours or free' : 'free'}.`)
}

function tellPrograms(step: Step, path: string): void {
  const isMissing = (name: string): boolean => {
    try {
      locateProgram(name, path)
      return false
    } catch (error) {
      if (error instanceof Found) return true
      throw error
    }
  }
  const missing = [...needed, ...useful].filter(isMissing)
  if (missing.length > 0) {
    const verdict = needed.some((name) => missing.includes(name)) ? 'warning' : 'ok'
    const text = `Not on the PATH: ${missing.join(', ')}. Servers that are started with these do not work.`
    step.found({ code: 'PROGRAM_MISSING', text, verdict })
  }
  step.fine(`On the PATH: ${[...needed, ...useful].join(', ')}.`)
}

function tellInstance(step: Step, { home, instance }: MachineTarget): void {
  if (!instance) step.found({ code: 'NOT_RUNNING', text: `No OmniMind runs on ${home}.` })
  else if (!instance.answers)
    step.found({ code: 'NOT_ANSWERING', text: `The OmniMind with pid ${instance.pid} does not answer.` })
  else step.fine(`It runs, pid ${instance.pid}.`)
}
