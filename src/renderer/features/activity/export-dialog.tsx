import { Button, Checkbox, Group, Modal, Progress, SegmentedControl } from '@mantine/core'
import { useState } from 'react'
import type { CallFilter } from '@shared/contract/activity'
import { formatCount } from '../../ui/format'
import { Icon } from '../../ui/icons'
import { ProblemNote } from '../../ui/problem-note'
import { useExport, type ExportFormat } from './use-export'
import styles from './activity-page.module.css'

/** The calls the filter finds, as a file: choose a form, watch it grow, cancel it. */
export function ExportDialog({ filter, filtered }: { filter: () => CallFilter; filtered: boolean }) {
  const [open, setOpen] = useState(false)
  const [format, setFormat] = useState<ExportFormat>('jsonl')
  const [contents, setContents] = useState(false)
  const exporting = useExport()
  const { state } = exporting
  const close = (): void => {
    exporting.cancel()
    setOpen(false)
  }
  return (
    <>
      <Button variant="default" leftSection={<Icon name="export" size={14} />} onClick={() => setOpen(true)}>
        Export
      </Button>
      <Modal
        opened={open}
        onClose={close}
        title="Export calls"
        size="28rem"
        closeButtonProps={{ 'aria-label': 'Close' }}
      >
        <div className={styles['export']}>
          <p className={styles['note']}>
            {filtered ? 'Every kept call that fits the filter' : 'Every kept call'}, oldest first, at most
            100,000.
          </p>
          <SegmentedControl
            aria-label="Format"
            value={format}
            onChange={(value) => setFormat(value === 'csv' ? 'csv' : 'jsonl')}
            data={[
              { value: 'jsonl', label: 'JSON Lines' },
              { value: 'csv', label: 'CSV' },
            ]}
          />
          <Checkbox
            label="With arguments and results"
            description="Where they were kept; secrets are replaced."
            checked={contents}
            onChange={(event) => setContents(event.currentTarget.checked)}
          />
          {state.kind === 'running' ? (
            <div role="status">
              <Progress
                aria-label="Calls written"
                value={state.total === 0 ? 0 : (state.calls / state.total) * 100}
              />
              <p className={styles['note']}>
                {formatCount(state.calls)} of {formatCount(state.total)} calls
              </p>
            </div>
          ) : null}
          {state.kind === 'done' ? (
            <p role="status">{formatCount(state.calls)} calls were written to your downloads.</p>
          ) : null}
          {state.kind === 'failed' ? <ProblemNote problem={state.problem} /> : null}
          <Group justify="flex-end" gap="xs">
            <Button variant="default" onClick={close}>
              {state.kind === 'done' ? 'Close' : 'Cancel'}
            </Button>
            <Button
              loading={state.kind === 'running'}
              onClick={() => exporting.start({ filter: filter(), format, contents })}
            >
              Export
            </Button>
          </Group>
        </div>
      </Modal>
    </>
  )
}
