import { systemClock } from '@shared/lib/clock'
import { openParentChannel, type ParentChannel } from '@shared/process/parent-channel'
import { ToService, type FromService } from '@shared/process/service-messages'
import { channelLogger } from './channel-logger'
import { dieOfWhatNobodyForesaw } from './last-words'
import { loadServer } from './load-server'
import { runServiceProcess } from './service-process'

/** The entry of every built-in service: one process, one server, chosen by main's `start`. */

dieOfWhatNobodyForesaw()
// Ctrl-C in a terminal reaches the whole process group; when to stop is main's decision.
process.on('SIGINT', () => {})

const channel: ParentChannel<ToService, FromService> = openParentChannel<ToService, FromService>(
  ToService,
  (text) => log.error(`A message from the control center was not understood: ${text}`),
)
const log = channelLogger((line) => channel.send(line))

runServiceProcess({ channel, load: loadServer, clock: systemClock, log, exit: (code) => process.exit(code) })
