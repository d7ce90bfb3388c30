import { Button, Group, Modal, Text } from '@mantine/core'
import { useStore } from 'zustand'
import { createStore } from 'zustand/vanilla'

interface Question {
  title: string
  /** What will happen, in a sentence. */
  text: string
  /** The verb on the button, never "OK". */
  verb: string
  onYes: () => void
}

const asked = createStore<{ question: Question | null; open: boolean }>(() => ({
  question: null,
  open: false,
}))

/** Asks before something that is not easily undone. */
export function confirm(question: Question): void {
  asked.setState({ question, open: true })
}

/** Shows the question asked by `confirm`; stands once in the page. */
export function ConfirmHost() {
  const { question, open } = useStore(asked)
  const close = (): void => asked.setState({ open: false })
  const yes = (): void => {
    close()
    question?.onYes()
  }
  return (
    <Modal
      opened={open}
      onClose={close}
      title={question?.title}
      size="26rem"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Text size="sm">{question?.text}</Text>
      <Group justify="flex-end" mt="lg" gap="xs">
        <Button variant="default" onClick={close}>
          Cancel
        </Button>
        <Button color="red.8" onClick={yes} data-autofocus>
          {question?.verb}
        </Button>
      </Group>
    </Modal>
  )
}
