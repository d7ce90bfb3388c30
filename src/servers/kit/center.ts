import { OmniMindError } from '@shared/errors'
import { z } from 'zod'
import {
  CenterRequest,
  centerResponses,
  type CenterRequestDetails,
  type CenterRequestKind,
  type CenterResponse,
} from '@shared/process/center-requests'
import type { FromService, ToService } from '@shared/process/service-messages'

/** The control center, as a service may ask it for things only main can do or decide. */
export interface Center {
  /**
   * @throws OmniMindError with main's own code; REQUEST_REFUSED when the manifest does not name the duty or the signal
   * ended the wait
   */
  ask<Kind extends CenterRequestKind>(
    kind: Kind,
    details: CenterRequestDetails<Kind>,
    signal?: AbortSignal,
  ): Promise<CenterResponse<Kind>>
}

type Response = Extract<ToService, { type: 'response' }>
type Outcome = Response['outcome']

/** The service's end: requests numbered, answers brought to who waits. */
export class CenterChannel implements Center {
  readonly #send: (message: FromService) => void
  readonly #waiting = new Map<number, (outcome: Outcome) => void>()
  #lastId = 0

  constructor(send: (message: FromService) => void) {
    this.#send = send
  }

  async ask<Kind extends CenterRequestKind>(
    kind: Kind,
    details: CenterRequestDetails<Kind>,
    signal?: AbortSignal,
  ): Promise<CenterResponse<Kind>> {
    // Main drops what it cannot read, and the caller would wait for ever.
    const request = CenterRequest.safeParse({ kind, ...details })
    if (!request.success)
      throw new OmniMindError(
        'BAD_INPUT',
        `The request ${kind} does not fit: ${z.prettifyError(request.error)}`,
      )
    const outcome = await this.#exchange(request.data, signal)
    if (outcome.kind === 'done') return centerResponses[kind].parse(outcome.value) as CenterResponse<Kind>
    const { code, message, nextStep, cause } = outcome.problem
    throw new OmniMindError(code, message, { ...(nextStep ? { nextStep } : {}), cause })
  }

  /** An answer nobody waits for any more is dropped. */
  received({ id, outcome }: Response): void {
    this.#waiting.get(id)?.(outcome)
  }

  #exchange(request: CenterRequest, signal: AbortSignal | undefined): Promise<Outcome> {
    const id = ++this.#lastId
    return new Promise((resolve) => {
      const finish = (outcome: Outcome): void => {
        this.#waiting.delete(id)
        signal?.removeEventListener('abort', cancel)
        resolve(outcome)
      }
      const cancel = (): void => {
        this.#send({ type: 'cancel-request', id })
        finish({ kind: 'failed', problem: { code: 'REQUEST_REFUSED', message: 'The call was cancelled.' } })
      }
      if (signal?.aborted) return cancel()
      this.#waiting.set(id, finish)
      signal?.addEventListener('abort', cancel)
      this.#send({ type: 'request', id, request })
    })
  }
}
