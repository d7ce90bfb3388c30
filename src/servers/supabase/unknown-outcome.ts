/** The tool that shows whether a change was made. */
export type ShownBy = 'select_rows' | 'list_files'

/** For a change whose answer was lost: it may have been made, so repeating it may make it twice. */
export function outcomeNotKnown(shownBy: ShownBy): string {
  return `Whether the change was made is not known; ${shownBy} shows it: look before you try again.`
}
