import type { DoctorEvent } from '@shared/contract/doctor'
import { makeReport, stepTitles } from '../doctor-fixtures'
import { problems } from '../problems'
import type { FaultyContract } from '../router'
import type { FakeState } from '../state'

export function doctorRoutes(os: FaultyContract, state: FakeState) {
  return {
    examine: os.doctor.examine.handler(async function* ({
      input,
      signal,
      errors,
    }): AsyncGenerator<DoctorEvent> {
      const service = state.service(input.id)
      if (!service) throw errors.PROBLEM({ data: problems.unknownService })
      for (const [done, title] of stepTitles.entries()) {
        yield { type: 'progress', progress: { title, done, total: stepTitles.length } }
        if (done === 2) await state.doctor.whenFree(signal)
      }
      yield { type: 'report', report: makeReport(service) }
    }),
  }
}
