import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCommand } from '../../center'
import { notifyDone } from '../../ui/notify'

interface SignInButtonProps {
  id: string
  title: string
  /** It is known to ask for a sign-in. */
  wanted?: boolean
}

/** Leads to the page where a server lets people sign in. */
export function SignInButton({ id, title, wanted = false }: SignInButtonProps) {
  const { run, busy } = useCommand()
  const [url, setUrl] = useState<string | null>(null)

  async function ask(): Promise<void> {
    await run(`${title} could not be asked for its sign-in page`, async (client) => {
      const answer = await client.external.signIn({ id })
      setUrl(answer.url)
      // A blocked pop-up leaves the link that stands in the button's place.
      if (answer.url) window.open(answer.url, '_blank', 'noopener,noreferrer')
      else notifyDone(`${title} asks for no sign-in.`)
    })
  }
  if (url) {
    return (
      <Button component="a" href={url} target="_blank" rel="noopener noreferrer">
        Open the sign-in page
      </Button>
    )
  }
  return (
    <Button variant={wanted ? 'filled' : 'default'} disabled={busy} onClick={() => void ask()}>
      Sign in…
    </Button>
  )
}
