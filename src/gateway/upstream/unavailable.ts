/** Why a request could not be carried out: a JSON-RPC error code, and what to do, in words. */
export interface Unavailable {
  code: number
  message: string
  /** We ended the conversation, so it says nothing about the service. */
  endedByUs?: true
}
