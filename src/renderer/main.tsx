import './app/no-eval'
import '@mantine/core/styles.css'
import '@mantine/notifications/styles.css'
import '@mantine/spotlight/styles.css'
import './app/theme/tokens.css'
import './app/theme/base.css'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { systemClock } from '@shared/lib/clock'
import { App } from './app/app'
import { readNonce } from './app/csp-nonce'
import { applyRememberedScheme } from './app/theme/color-scheme'
import { CenterProvider, createConnection, createStores } from './center'
import { openLink } from './center/open-link'

applyRememberedScheme()
const root = document.getElementById('root')
if (!root) throw new Error('index.html has no #root')

createRoot(root).render(
  <StrictMode>
    <CenterProvider connection={createConnection(openLink, systemClock)} stores={createStores()}>
      <App nonce={readNonce()} />
    </CenterProvider>
  </StrictMode>,
)
