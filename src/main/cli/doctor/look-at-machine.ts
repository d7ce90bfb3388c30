import { registry } from '@servers/registry'
import type { DoctorReport } from '@shared/domain/doctor'
import { DASHBOARD_PORT, GATEWAY_PORT, HEALTH_PORT, parsePortOffset } from '@shared/domain/ports'
import { examineMachine, type ExaminationOptions, type MachineTarget } from '../../../doctor'
import { readRunningInstance } from '../../host/running-instance'
import { createPortInspector, type PortInspector } from '../../ports'
import type { Invocation } from '../command'
import { fetchStatus } from '../connection'

/** The machine, as OmniMind meets it: its data directory, its ports, the instance that runs. */
export async function lookAtMachine(
  { home, io }: Pick<Invocation, 'home' | 'io'>,
  options: ExaminationOptions,
): Promise<DoctorReport> {
  const running = readRunningInstance(home)
  const offset = running
    ? running.dashboardPort - DASHBOARD_PORT
    : (parsePortOffset(io.env['OMNIMIND_PORT_OFFSET']) ?? 0)
  const ports = await lookAtPorts(createPortInspector(), offset)
  const instance = running ? { pid: running.pid, answers: await answers(home) } : null
  const path = io.env['PATH'] ?? ''
  return await examineMachine({ home, ports, instance, path }, options)
}

async function lookAtPorts(inspector: PortInspector, offset: number): Promise<MachineTarget['ports']> {
  const uses = [
    { port: GATEWAY_PORT, use: 'gateway' },
    ...registry.map(({ port, id }) => ({ port, use: id })),
    { port: DASHBOARD_PORT, use: 'dashboard' },
    { port: HEALTH_PORT, use: 'health' },
  ]
  return await Promise.all(
    uses.map(async ({ port, use }) => ({
      port: port + offset,
      use,
      holder: await inspector.holderOf(port + offset),
    })),
  )
}

async function answers(home: string): Promise<boolean> {
  return await fetchStatus(home).then(
    () => true,
    () => false,
  )
}
