import PQueue from 'p-queue'
import { defineServer } from '../kit/define-server'
import { manifest } from './manifest'
import { personPath } from './person-path'
import { explainCode, listCodes } from './tools/codes'
import { examineAll } from './tools/examine-all'
import { examineCommand } from './tools/examine-command'
import { examineEndpoint } from './tools/examine-endpoint'
import { examineService } from './tools/examine-service'
import type { DoctorDeps } from './tools/tool-deps'

/** Each may start programs and hold connections. */
const EXAMINATIONS_AT_A_TIME = 4

export const server = defineServer({
  manifest,
  build({ center }) {
    const queue = new PQueue({ concurrency: EXAMINATIONS_AT_A_TIME })
    const deps: DoctorDeps = { center, inTurn: (examine) => queue.add(examine), path: personPath }
    const examinations = [examineService, examineAll, examineEndpoint, examineCommand]
    return {
      tools: [...examinations.map((tool) => tool(deps)), explainCode(), listCodes()],
      dispose: () => queue.clear(),
    }
  },
})
