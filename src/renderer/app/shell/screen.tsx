import { Button } from '@mantine/core'
import { useEffect } from 'react'
import { ActivityPage } from '../../features/activity'
import { ConnectPage } from '../../features/connect'
import { GatewayPage, NewProfilePage, ProfilePage } from '../../features/gateway'
import { OverviewPage } from '../../features/overview'
import { PlaygroundPage } from '../../features/playground'
import { ReviewPage, SecurityPage } from '../../features/security'
import { LogPage, ServiceDetailPage, ServicesPage } from '../../features/services'
import { SettingsPage } from '../../features/settings'
import { goTo, usePlace } from '../../router'
import { EmptyState } from '../../ui/empty-state'
import { ScreenGuard } from './screen-guard'
import { screens } from './screens'

/** The screen of the present address. */
export function Screen() {
  const { parts } = usePlace()
  const [noun = '', id, item] = parts
  const label =
    noun === 'logs' ? 'Log' : (screens.find((screen) => screen.part === noun)?.label ?? 'Not found')
  useEffect(() => {
    document.title = `${id ? `${id} · ` : ''}${label} · OmniMind`
  }, [label, id])
  return <ScreenGuard place={parts.join('/')}>{screenOf(noun, id, item)}</ScreenGuard>
}

function screenOf(noun: string, id: string | undefined, item: string | undefined) {
  if (noun === '') return <OverviewPage />
  if (noun === 'services') return id ? <ServiceDetailPage id={id} /> : <ServicesPage />
  if (noun === 'gateway') return gatewayScreen(id, item)
  if (noun === 'playground') return <PlaygroundPage endpoint={id ?? 'default'} />
  if (noun === 'security') return id && item ? <ReviewPage serviceId={id} tool={item} /> : <SecurityPage />
  if (noun === 'activity') return <ActivityPage />
  if (noun === 'connect') return <ConnectPage />
  if (noun === 'logs') return <LogPage source={id ?? ''} />
  if (noun === 'settings') return <SettingsPage />
  return (
    <EmptyState
      title="There is no such screen"
      action={<Button onClick={() => goTo('#/')}>Go to the overview</Button>}
    >
      The address may be from another version, or mistyped.
    </EmptyState>
  )
}

function gatewayScreen(part: string | undefined, id: string | undefined) {
  if (part === 'new-profile') return <NewProfilePage />
  return part === 'profiles' && id ? <ProfilePage key={id} id={id} /> : <GatewayPage />
}
