import { Button, Group, Modal, Textarea } from '@mantine/core'
import { useState, type FormEvent } from 'react'
import type { ExternalServer } from '@shared/domain/external'
import { useServices, useSubmit } from '../../center'
import { formatPlace, goTo } from '../../router'
import { notifyDone } from '../../ui/notify'
import { ProblemNote } from '../../ui/problem-note'
import { ConfigChoice } from './paste/config-choice'
import { readPaste } from './paste/read-paste'
import { ServerForm } from './form/server-form'
import { emptyDraft, fromDraft, type DraftErrors, type ServerDraft } from './server-draft'
import styles from './external.module.css'

type Step = { kind: 'paste' } | { kind: 'config'; text: string } | { kind: 'form'; draft: ServerDraft }

/** Adds an MCP server: paste what its page says, or fill in a form. */
export function AddServerDialog({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title="Add a server"
      size="38rem"
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      {opened ? <Steps onClose={onClose} /> : null}
    </Modal>
  )
}

function Steps({ onClose }: { onClose: () => void }) {
  const [step, setStep] = useState<Step>({ kind: 'paste' })
  const [text, setText] = useState('')
  const back = (): void => setStep({ kind: 'paste' })
  if (step.kind === 'config') return <ConfigChoice text={step.text} onBack={back} onDone={onClose} />
  if (step.kind === 'form') return <NewServer first={step.draft} onBack={back} onDone={onClose} />
  return <Paste text={text} onText={setText} onNext={setStep} />
}

function Paste({
  text,
  onText,
  onNext,
}: {
  text: string
  onText: (text: string) => void
  onNext: (step: Step) => void
}) {
  const pasted = readPaste(text)
  function next(event: FormEvent): void {
    event.preventDefault()
    if (pasted.kind === 'config') onNext({ kind: 'config', text })
    else if (pasted.kind === 'draft') onNext({ kind: 'form', draft: pasted.draft })
  }
  return (
    <form className={styles['column']} onSubmit={next}>
      <Textarea
        label="Paste a command, an address, or a client's configuration"
        description="As the server's page gives it. Nothing is started yet."
        placeholder={
          'npx -y @modelcontextprotocol/server-everything\nhttps://example.com/mcp\n{ "mcpServers": { … } }'
        }
        autosize
        minRows={4}
        maxRows={14}
        data-autofocus
        classNames={{ input: styles['code'] ?? '' }}
        value={text}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <p className={styles['note']} aria-live="polite">
        {pasted.kind === 'config' ? 'A configuration.' : pasted.kind === 'draft' ? pasted.words : ''}
      </p>
      <Group justify="space-between" gap="xs">
        <Button variant="default" onClick={() => onNext({ kind: 'form', draft: emptyDraft })}>
          Fill in by hand
        </Button>
        <Button type="submit" disabled={pasted.kind === 'empty'}>
          Continue
        </Button>
      </Group>
    </form>
  )
}

function NewServer({
  first,
  onBack,
  onDone,
}: {
  first: ServerDraft
  onBack: () => void
  onDone: () => void
}) {
  const taken = (useServices() ?? []).map(({ id }) => id)
  const [draft, setDraft] = useState(first)
  const [shown, setShown] = useState<DraftErrors>({})
  const { send, busy, problem } = useSubmit()

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault()
    const { server, errors } = fromDraft(draft, taken)
    setShown(errors ?? {})
    if (!server || !(await send((client) => client.external.add(server)))) return
    onDone()
    said(server)
  }
  return (
    <form className={styles['column']} noValidate onSubmit={(event) => void add(event)}>
      <ServerForm
        isNew
        draft={draft}
        errors={shown}
        change={(part) => setDraft((now) => ({ ...now, ...part }))}
      />
      {problem ? <ProblemNote problem={problem} /> : null}
      <Group justify="flex-end" gap="xs">
        {Object.keys(shown).length > 0 ? (
          <span className={styles['bad']} role="alert">
            Look at the marked fields first.
          </span>
        ) : null}
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
        <Button type="submit" loading={busy}>
          Add server
        </Button>
      </Group>
    </form>
  )
}

function said({ id, title }: ExternalServer): void {
  notifyDone(`${title} is added. Its tools wait for your review once it is ready.`)
  goTo(formatPlace(['services', id]))
}
