import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Icon } from './icons'

/** Copies a text and says so for a moment. `label` names what is copied; with `text` shown it is a full button. */
export function CopyButton({ value, label, wide = false }: { value: string; label: string; wide?: boolean }) {
  const clipboard = useClipboard({ timeout: 1_600 })
  const icon = <Icon name={clipboard.copied ? 'check' : 'copy'} size={14} />
  const words = clipboard.copied ? 'Copied' : label
  const copy = (): void => void clipboard.copy(value)
  if (wide) {
    return (
      <Button variant="default" leftSection={icon} onClick={copy}>
        <span aria-live="polite">{words}</span>
      </Button>
    )
  }
  return (
    <Tooltip label={words}>
      <ActionIcon size="sm" onClick={copy} aria-label={words}>
        {icon}
      </ActionIcon>
    </Tooltip>
  )
}
