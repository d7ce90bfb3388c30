import { Button, Popover, TextInput } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { PlaygroundRequest } from '@shared/contract/playground'
import { useCommand } from '../../center'
import { Icon } from '../../ui/icons'
import { notifyDone } from '../../ui/notify'
import styles from './playground.module.css'

/** Keeps the request as it is filled in now, under a title. */
export function SaveRequest({
  disabled,
  suggestion,
  request,
  onSaved,
}: {
  disabled: boolean
  suggestion: string
  request: () => PlaygroundRequest
  onSaved: () => void
}) {
  const { run, busy } = useCommand()
  const [open, setOpen] = useState(false)
  const [title, setTitle] = useState(suggestion)

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    // The popover's form stands inside the bench's in the tree of components, though not in the page.
    event.stopPropagation()
    const kept = await run('The request could not be saved', (client) =>
      client.playground.save({ title: title.trim() || suggestion, request: request() }),
    )
    if (!kept) return
    setOpen(false)
    notifyDone('Saved. It stands at the end of the list.')
    onSaved()
  }
  return (
    <Popover opened={open} onChange={setOpen} trapFocus position="bottom-start" withinPortal>
      <Popover.Target>
        <Button
          variant="default"
          leftSection={<Icon name="bookmark" size={14} />}
          disabled={disabled}
          onClick={() => setOpen(!open)}
        >
          Save…
        </Button>
      </Popover.Target>
      <Popover.Dropdown aria-label="Save the request">
        <form className={styles['saveForm']} onSubmit={(event) => void save(event)}>
          <TextInput
            label="Title"
            maxLength={200}
            value={title}
            data-autofocus
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <Button type="submit" loading={busy}>
            Save
          </Button>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
