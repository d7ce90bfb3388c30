import { Kbd, Modal } from '@mantine/core'
import { modKey } from './mod-key'
import { screens } from './screens'
import styles from './shell.module.css'

const others: readonly [string, readonly string[]][] = [
  ['Go to or do anything', [modKey, 'K']],
  ['Pause or resume a live list', ['Alt', 'P']],
  ['Walk the rows of a table', ['↑', '↓']],
  ['Read a chart point by point', ['←', '→']],
  ['These shortcuts', [modKey, '/']],
]

/** Every shortcut; all of them also exist as buttons. */
export function ShortcutsHelp({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  const rows: readonly [string, readonly string[]][] = [
    ...others.slice(0, 1),
    ...screens.map((screen, index): [string, readonly string[]] => [
      screen.label,
      ['Alt', String(index + 1)],
    ]),
    ...others.slice(1),
  ]
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Keyboard shortcuts"
      size="25rem"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <dl className={styles['keys']}>
        {rows.map(([what, keys]) => (
          <Row key={what} what={what} keys={keys} />
        ))}
      </dl>
    </Modal>
  )
}

function Row({ what, keys }: { what: string; keys: readonly string[] }) {
  return (
    <>
      <dt>{what}</dt>
      <dd>
        {keys.map((key, index) => (
          <span key={key}>
            {index > 0 ? ' ' : ''}
            <Kbd size="xs">{key}</Kbd>
          </span>
        ))}
      </dd>
    </>
  )
}
