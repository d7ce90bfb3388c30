import { Button } from '@mantine/core'
import { useCommand } from '../../center'
import { confirm } from '../../ui/confirm'
import { Icon } from '../../ui/icons'
import { Panel } from '../../ui/panel'
import { SettingRow } from '../../ui/setting-row'

/** Ends the whole program, after asking. */
export function QuitPanel() {
  const { run } = useCommand()
  return (
    <Panel>
      <SettingRow
        label="Quit OmniMind"
        help="Stops every service and ends the control center. Clients lose their tools until it is started again."
      >
        <Button
          variant="default"
          leftSection={<Icon name="power" size={14} />}
          onClick={() =>
            confirmQuit(() => void run('OmniMind could not be quit', (client) => client.app.quit({})))
          }
        >
          Quit…
        </Button>
      </SettingRow>
    </Panel>
  )
}

/** Quitting ends what other programs rely on, so it is asked first. */
export function confirmQuit(onYes: () => void): void {
  confirm({
    title: 'Quit OmniMind?',
    text: 'Every service is stopped in order, and AI clients lose their tools. Start it again with "npm start" or from its icon.',
    verb: 'Quit',
    onYes,
  })
}
