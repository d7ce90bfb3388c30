import { MantineProvider } from '@mantine/core'
import { Notifications } from '@mantine/notifications'
import { useConnection, useSettings } from '../center'
import { ConfirmHost } from '../ui/confirm'
import { Shell } from './shell/shell'
import { SignedOutPage } from './signed-out/signed-out-page'
import { useColorScheme } from './theme/color-scheme'
import { resolveCssVariables, theme } from './theme/theme'

/** The whole page: look, and either the control center or the way to sign in. */
export function App({ nonce }: { nonce: string }) {
  const scheme = useColorScheme(useSettings()?.theme ?? null)
  const connection = useConnection()
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={resolveCssVariables}
      forceColorScheme={scheme}
      getStyleNonce={() => nonce}
    >
      {connection.kind === 'signed-out' ? <SignedOutPage /> : <Shell />}
      <ConfirmHost />
      <Notifications position="bottom-right" />
    </MantineProvider>
  )
}
