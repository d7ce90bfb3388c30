import type { SpotlightActionGroupData } from '@mantine/spotlight'
import type { ServiceSnapshot } from '@shared/domain/service'
import type { Command } from '../../center'
import { confirmStopAll } from '../../features/overview'
import { commandOf, failureTitle, logSources, verbsOf, verbWord } from '../../features/services'
import { confirmQuit } from '../../features/settings'
import { formatPlace, goTo } from '../../router'
import { Icon, type IconName } from '../../ui/icons'
import { StateShape } from '../../ui/state-mark'
import { screens } from '../shell/screens'

type Run = (failureTitle: string, command: Command) => void

/** Everything the palette offers for the services as they are now. */
export function paletteGroups(
  services: readonly ServiceSnapshot[],
  run: Run,
  onHelp: () => void,
): SpotlightActionGroupData[] {
  return [
    {
      group: 'Screens',
      actions: screens.map(({ part, hash, label, icon }) =>
        entry(`go-${part}`, label, icon, () => goTo(hash)),
      ),
    },
    { group: 'Gateway', actions: gatewayEntries() },
    { group: 'Services', actions: services.flatMap((service) => serviceEntries(service, run)) },
    { group: 'Everything', actions: wholeEntries(run, onHelp) },
  ].filter((group) => group.actions.length > 0)
}

function serviceEntries(service: ServiceSnapshot, run: Run) {
  const { id, title, state } = service
  const verbs = verbsOf(service).map((verb) =>
    entry(`${verb}-${id}`, `${verbWord(verb, state.kind)} ${title}`, verbIcons[verb], () =>
      run(failureTitle(verb, title), commandOf(verb, id)),
    ),
  )
  return [
    {
      id: `open-${id}`,
      label: title,
      onClick: () => goTo(formatPlace(['services', id])),
      leftSection: <StateShape kind={state.kind} size={14} />,
    },
    entry(`logs-${id}`, `Open log of ${title}`, 'activity', () =>
      goTo(formatPlace(['services', id], { tab: 'logs' })),
    ),
    entry(`tools-${id}`, `Try tools of ${title}`, 'play', () =>
      goTo(formatPlace(['services', id], { tab: 'tools' })),
    ),
    ...verbs,
  ]
}

/** What is done about the gateway, external servers, tools and calls. */
function gatewayEntries() {
  const places: readonly [id: string, label: string, icon: IconName, hash: string][] = [
    ['add-server', 'Add an MCP server', 'plus', '#/services?add=server'],
    ['profiles', 'Profiles', 'gateway', '#/gateway?tab=profiles'],
    ['new-profile', 'New profile', 'plus', '#/gateway/new-profile'],
    ['tokens', 'Access tokens', 'key', '#/gateway?tab=tokens'],
    ['new-token', 'New access token', 'plus', '#/gateway?tab=tokens&new=token'],
    ['limits', 'Limits: rate, concurrency, circuit breaker, cache', 'gateway', '#/gateway?tab=limits'],
    ['review', 'Review tools that wait', 'security', '#/security?state=waiting'],
    ['secrets', 'Secrets', 'key', '#/security?tab=secrets'],
    ['refused', 'Refused calls', 'activity', '#/activity?outcome=refused'],
    ['slow', 'Slow calls, above 1 s', 'activity', '#/activity?slower=1000&sort=-duration'],
  ]
  return places.map(([id, label, icon, hash]) => entry(id, label, icon, () => goTo(hash)))
}

const verbIcons = { start: 'play', stop: 'stop', restart: 'restart' } as const

function wholeEntries(run: Run, onHelp: () => void) {
  return [
    entry('start-all', 'Start all services', 'play', () =>
      run('Not every service could be started', (client) => client.services.startAll({})),
    ),
    entry('stop-all', 'Stop all services', 'stop', () =>
      confirmStopAll(() =>
        run('Not every service could be stopped', (client) => client.services.stopAll({})),
      ),
    ),
    entry('clear-cache', 'Clear the response cache', 'gateway', () =>
      run('The cache could not be cleared', (client) => client.gateway.clearCache({ serviceId: null })),
    ),
    ...logSources.map(({ source, title, hash }) =>
      entry(`log-${source}`, `Open log of the ${title.toLowerCase()}`, 'activity', () => goTo(hash)),
    ),
    ...(['light', 'dark', 'system'] as const).map((theme) =>
      entry(`theme-${theme}`, `Use the ${theme} theme`, 'settings', () =>
        run('The theme could not be kept', (client) => client.app.updateSettings({ theme })),
      ),
    ),
    entry('shortcuts', 'Show keyboard shortcuts', 'overview', onHelp),
    entry('quit', 'Quit OmniMind', 'power', () =>
      confirmQuit(() => run('OmniMind could not be quit', (client) => client.app.quit({}))),
    ),
  ]
}

function entry(id: string, label: string, icon: IconName, onClick: () => void) {
  return { id, label, onClick, leftSection: <Icon name={icon} /> }
}
