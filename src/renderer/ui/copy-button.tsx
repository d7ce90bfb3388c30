import { ActionIcon, Button, Tooltip } from '@mantine/core'
import { useClipboard } from '@mantine/hooks'
import { Icon } from './icons'

interface CopyButtonProps {
  /** The text, or how to make it: a long one is only made when it is wanted. */
  value: string | (() => string)
  /** Names what is copied. */
  label: string
  /** With its words, as a full button. */
  wide?: boolean
}

/** Copies a text and says so for a moment. */
export function CopyButton({ value, label, wide = false }: CopyButtonProps) {
  const clipboard = useClipboard({ timeout: 1_600 })
  const icon = <Icon name={clipboard.copied ? 'check' : 'copy'} size={14} />
  const words = clipboard.copied ? 'Copied' : label
  const copy = (): void => clipboard.copy(typeof value === 'string' ? value : value())
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
