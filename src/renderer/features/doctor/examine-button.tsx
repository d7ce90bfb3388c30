import { Button } from '@mantine/core'
import { useQueryValue } from '../../router'
import { Icon } from '../../ui/icons'

/** Opens the examination of a service; the address keeps it, so that a reload examines again. */
export function ExamineButton({ id, title }: { id: string; title: string }) {
  const [, examine] = useQueryValue('examine')
  return (
    <Button
      variant="default"
      leftSection={<Icon name="search" size={14} />}
      aria-label={`What is wrong with ${title}?`}
      onClick={() => examine(id)}
    >
      What is wrong?
    </Button>
  )
}
