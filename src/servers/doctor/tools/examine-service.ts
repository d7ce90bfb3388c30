import { z } from 'zod'
import { DoctorReport } from '@shared/domain/doctor'
import { didYouMean } from '@shared/lib/nearest'
import { examineService as examine } from '../../../doctor'
import { defineTool, ToolError, type Tool } from '../../kit/define-tool'
import { asOutput, examines, optionsOf, reachableServices, targetOf, type DoctorDeps } from './tool-deps'

export const examineService = (deps: DoctorDeps): Tool =>
  defineTool({
    name: 'examine_service',
    title: 'Examine a Service',
    description:
      'Find out what is wrong with one service of this OmniMind: state, handshake, tools and their schemas, a harmless call, ' +
      'speed. Gives the first cause in one sentence and one next step. Starts a service that sleeps and waits for one that starts; changes nothing else.',
    input: { id: z.string().min(1).max(63).describe('Id of the service, e.g. "memory"') },
    output: DoctorReport.shape,
    hints: examines,
    freshness: 'live',
    async run({ id }, call) {
      const services = await reachableServices(deps, call)
      const service = services.find(({ snapshot }) => snapshot.id === id)
      if (!service) {
        const known = services.map(({ snapshot }) => snapshot.id)
        throw new ToolError(`There is no service "${id}". ${didYouMean(id, known)}`)
      }
      const { token } = await deps.center.ask('services.access', {}, call.signal)
      const target = targetOf(deps, service, token, call)
      return asOutput(await deps.inTurn(() => examine(target, optionsOf(call))))
    },
  })
