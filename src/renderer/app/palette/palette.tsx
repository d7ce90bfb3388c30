import { Spotlight } from '@mantine/spotlight'
import { useMemo } from 'react'
import { useCommand, useServices } from '../../center'
import { Icon } from '../../ui/icons'
import { paletteGroups } from './palette-actions'
import styles from './palette.module.css'

/** Ctrl/Cmd-K: every screen and every action by its words. */
export function Palette({ onHelp }: { onHelp: () => void }) {
  const services = useServices()
  const { run } = useCommand()
  const groups = useMemo(
    () => paletteGroups(services ?? [], (title, command) => void run(title, command), onHelp),
    [services, run, onHelp],
  )
  return (
    <Spotlight
      actions={groups}
      shortcut={['mod+K']}
      nothingFound="Nothing fits. Try a screen, a service, or a verb like “restart”."
      overlayProps={{ backgroundOpacity: 0.35, blur: 0 }}
      classNames={{ action: styles['action'] ?? '', actionsGroup: styles['group'] ?? '' }}
      scrollable
      scrollAreaProps={{ viewportProps: { tabIndex: 0, 'aria-label': 'Screens and actions' } }}
      maxHeight="60vh"
      size="36rem"
      searchProps={{
        placeholder: 'Go to a screen or do something',
        'aria-label': 'Go to a screen or do something',
        leftSection: <Icon name="search" />,
      }}
    />
  )
}
