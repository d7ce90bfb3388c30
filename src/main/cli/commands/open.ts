import { exitCodes } from '@shared/exit-codes'
import { noMore, type Command } from '../command'
import { connectToCenter } from '../connection'
import { openInBrowser } from '../../host/open-in-browser'
import { json } from '../text'

export const open: Command = {
  name: 'open',
  usage: '[--print]',
  summary: 'Open the UI: the window, or a browser that is signed in by a one-time link.',
  details: '--print only prints the link. It can be used once, within 5 minutes.',
  options: { print: { type: 'boolean' } },
  async run({ io, home, words, json: asJson, flag }) {
    noMore(words, 'open')
    const { client, instance } = connectToCenter(home)
    const printing = flag('print') || asJson
    if (instance.host === 'desktop' && !printing) {
      await client.app.focus({})
      return exitCodes.ok
    }
    const { url } = await client.app.signInLink({})
    io.out(asJson ? json({ url }) : url)
    if (!printing && !(await openInBrowser(url)))
      io.err('No browser could be started; open the link yourself.')
    return exitCodes.ok
  },
}
