import { eventIterator } from '@orpc/contract'
import { z } from 'zod'
import { DoctorProgress, DoctorReport } from '../domain/doctor'
import { ServiceId } from '../domain/service'
import { procedure } from './errors'

/** How far an examination is, and at last, once, what it found. */
export const DoctorEvent = z.discriminatedUnion('type', [
  z.object({ type: z.literal('progress'), progress: DoctorProgress }),
  z.object({ type: z.literal('report'), report: DoctorReport }),
])
export type DoctorEvent = z.infer<typeof DoctorEvent>

export const doctor = {
  /** What is wrong with a service. Ends with the report; a reader that goes away ends the examination. */
  examine: procedure.input(z.object({ id: ServiceId })).output(eventIterator(DoctorEvent)),
}
