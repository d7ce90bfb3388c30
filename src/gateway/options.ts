/** Every limit and wait of the gateway. Times in ms, sizes in bytes; tests shorten what they need. */
export interface GatewayOptions {
  /** A client that has not sent its whole head by then is cut off (slowloris). */
  headersTimeoutMs: number
  /** How often the two receive limits are checked; the real limit is up to this much longer. */
  connectionsCheckMs: number
  /** Head and body together must have arrived by then. */
  requestTimeoutMs: number
  /** An idle client connection is kept this long; told to clients in `Keep-Alive`. */
  keepAliveMs: number
  /** Open client connections per listener (one per port and address family). */
  maxConnections: number
  maxBodyBytes: number
  /** Nesting of `{` and `[` in a message. */
  maxJsonDepth: number
  /** How long the rest of a refused body is read and thrown away, so that the client sees the refusal. */
  refusedBodyMs: number
  /** MCP sessions per service. */
  maxSessions: number
  /** Unanswered requests per MCP session. */
  maxInFlight: number
  /** An MCP session without traffic and without an open stream is closed after this. */
  sessionIdleMs: number
  /** How long a request waits for a service that is restarting. */
  waitMs: number
  /** How long it waits for one that sleeps and must start cold. */
  wakeWaitMs: number
  /** A repeatable request is sent again at most this often: one that kills its service must not do so for ever. */
  maxResends: number
  /** Pause before a refused pipe is tried again while somebody waits. */
  reconnectMs: number
  /** A request without an answer by then gets its HTTP head, as an event stream. */
  streamAfterMs: number
  /** A comment is written to a stream that was silent for this long. */
  streamCommentMs: number
  /** Above this much unread data on a stream, progress and log notifications are dropped. */
  streamSoftLimitBytes: number
  /** Above this the stream is cut off: its client does not read. */
  streamHardLimitBytes: number
  /** Events kept per stream, so that a client whose connection broke gets what it missed. */
  replayEvents: number
  /** Their text, per stream, per MCP session, and in the whole gateway. */
  replayStreamBytes: number
  replaySessionBytes: number
  replayTotalBytes: number
  /** A stream that ended is forgotten after this. */
  replayKeepMs: number
  /** How soon a client whose stream broke should come back; told to it. */
  retryMs: number
  /** Above this much unread data on a pipe, new messages of the MCP session are refused. */
  pipeLimitBytes: number
  /** Clock of timeouts, comments, idle sessions and of the traffic report. */
  tickMs: number
}

const KB = 1024
const MB = 1024 * KB

export const defaultOptions: GatewayOptions = {
  headersTimeoutMs: 5_000,
  connectionsCheckMs: 1_000,
  requestTimeoutMs: 30_000,
  keepAliveMs: 60_000,
  maxConnections: 256,
  maxBodyBytes: 4 * MB,
  maxJsonDepth: 64,
  refusedBodyMs: 2_000,
  maxSessions: 512,
  maxInFlight: 128,
  sessionIdleMs: 30 * 60_000,
  waitMs: 5_000,
  wakeWaitMs: 15_000,
  maxResends: 3,
  reconnectMs: 100,
  streamAfterMs: 10_000,
  streamCommentMs: 15_000,
  streamSoftLimitBytes: 1 * MB,
  streamHardLimitBytes: 24 * MB,
  replayEvents: 256,
  replayStreamBytes: 1 * MB,
  replaySessionBytes: 4 * MB,
  replayTotalBytes: 32 * MB,
  replayKeepMs: 5 * 60_000,
  retryMs: 500,
  pipeLimitBytes: 16 * MB,
  tickMs: 1_000,
}
