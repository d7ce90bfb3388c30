import { systemClock } from '@shared/lib/clock'
import { openParentChannel } from '@shared/process/parent-channel'
import { ToGateway, type FromGateway } from '@shared/process/gateway-messages'
import { measureSelf } from '@shared/process/self-usage'
import { tidyHeapAfterStart } from '@shared/process/tidy-heap'
import { createGateway } from './gateway'

/** Entry of the gateway process. It lives exactly as long as main does. */
const channel = openParentChannel<ToGateway, FromGateway>(ToGateway, (text) =>
  channel.send({
    type: 'log',
    level: 'error',
    text: `A message of the control center was not understood: ${text}`,
  }),
)
channel.send({ type: 'alive', pid: process.pid })
channel.onClosed(() => process.exit(0))

const gateway = createGateway({
  send: (message) => channel.send(message),
  clock: systemClock,
  usage: measureSelf(),
  // A moment for the last report to leave through the channel.
  onStopped: () => setTimeout(() => process.exit(0), 20),
})
channel.onMessage((message) => gateway.receive(message))
tidyHeapAfterStart(systemClock)
