import { openParentChannel } from '@shared/process/parent-channel'
import { ToWorker, type FromWorker } from '@shared/process/worker-messages'
import { dieOfWhatNobodyForesaw } from '../last-words'
import { channelLogger } from '../channel-logger'
import { loadWorker } from './load-worker'
import { serveWorker } from './serve-worker'

/** The entry of every worker process: one process, one worker of one service, chosen by main's `start`. */

dieOfWhatNobodyForesaw()
// Ctrl-C in a terminal reaches the whole process group; when to stop is main's decision.
process.on('SIGINT', () => {})

const channel = openParentChannel<ToWorker, FromWorker>(ToWorker, (text) => log.error(text))
const log = channelLogger((line) => channel.send(line))

channel.onClosed(() => process.exit(0))
channel.onMessage((message) => {
  if (message.type === 'stop') process.exit(0)
  void run(message)
})
channel.send({ type: 'alive', pid: process.pid })

async function run({ serviceId, worker, endpoint }: Extract<ToWorker, { type: 'start' }>): Promise<void> {
  const definition = await loadWorker(serviceId, worker)
  await serveWorker(endpoint, definition.build({ log }))
  channel.send({ type: 'listening', endpoint })
}
