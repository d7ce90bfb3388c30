import { oc } from '@orpc/contract'
import { z } from 'zod'
import { Problem } from '../errors'

/**
 * The start of every procedure: each may fail with PROBLEM, which carries one of our stable codes, the text
 * for people and the next step. Input that does not fit its schema fails with oRPC's own BAD_REQUEST.
 */
export const procedure = oc.errors({ PROBLEM: { status: 400, data: Problem } })

export const nothing = z.object({})
