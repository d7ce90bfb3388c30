import type { CodeEntry } from './code-entry'

const report = 'That is a fault of the server: update it, or report it to its maker.'

/** 4xx and 5xx: what is offered is well-formed, and a harmless call works. */
export const offering = {
  LIST_FAILED: {
    code: 'OMD-401',
    name: 'LIST_FAILED',
    verdict: 'problem',
    meaning: 'The server answers with an error, or not at all, when it is asked what it offers.',
    nextStep: 'Read what it said. Many servers need a sign-in or a key before they can list anything.',
  },
  LIST_BROKEN: {
    code: 'OMD-402',
    name: 'LIST_BROKEN',
    verdict: 'problem',
    meaning:
      'The list is no list, or entries lack what the protocol requires. Clients drop the entry, or the whole server.',
    nextStep: report,
  },
  LIST_ENDLESS: {
    code: 'OMD-403',
    name: 'LIST_ENDLESS',
    verdict: 'problem',
    meaning: 'The pages of the list never end: a page repeats, or there are more than any honest list has.',
    nextStep: report,
  },
  SCHEMA_INVALID: {
    code: 'OMD-404',
    name: 'SCHEMA_INVALID',
    verdict: 'problem',
    meaning:
      'The schema of a tool is no valid JSON Schema of an object. Model services refuse the request that carries it.',
    nextStep: report,
  },
  NAME_TWICE: {
    code: 'OMD-405',
    name: 'NAME_TWICE',
    verdict: 'problem',
    meaning:
      'Two tools have one name: only one of them can ever be called, and model services refuse such a list.',
    nextStep: report,
  },
  NAME_ILLEGAL: {
    code: 'OMD-406',
    name: 'NAME_ILLEGAL',
    verdict: 'problem',
    meaning:
      'A tool has a name with characters outside of A-Z a-z 0-9 _ - . or longer than 128. Model services refuse it.',
    nextStep: 'Reach it through a profile of OmniMind and rename the tool there, or report it to its maker.',
  },
  DESCRIPTION_MISSING: {
    code: 'OMD-407',
    name: 'DESCRIPTION_MISSING',
    verdict: 'warning',
    meaning: 'A tool does not say what it does, so that a model can only guess from its name.',
    nextStep: 'Describe it in a profile of OmniMind, or report it to its maker.',
  },
  DEFINITIONS_LARGE: {
    code: 'OMD-408',
    name: 'DEFINITIONS_LARGE',
    verdict: 'warning',
    meaning:
      'The definitions of the tools take a large part of what a model can read, at every single request.',
    nextStep: 'Make a profile with the tools you need, or turn on search mode in it.',
  },
  NOTHING_OFFERED: {
    code: 'OMD-409',
    name: 'NOTHING_OFFERED',
    verdict: 'warning',
    meaning:
      'The server works but offers no tools, prompts or resources. Some do until they are configured or signed in.',
    nextStep: 'Check the settings of the server.',
  },
  CALL_FAILED: {
    code: 'OMD-501',
    name: 'CALL_FAILED',
    verdict: 'problem',
    meaning:
      'A harmless call, which only reads and needs no arguments, was answered with an error or not at all.',
    nextStep: 'Read what it said; mostly a key is missing, or something behind the server is down.',
  },
  OUTPUT_DOES_NOT_FIT: {
    code: 'OMD-502',
    name: 'OUTPUT_DOES_NOT_FIT',
    verdict: 'problem',
    meaning:
      'The result of a tool does not fit the output schema the tool itself declares. Clients that check it refuse the result.',
    nextStep: report,
  },
  RESULT_BROKEN: {
    code: 'OMD-503',
    name: 'RESULT_BROKEN',
    verdict: 'problem',
    meaning: 'The result of a tool is not what the protocol says: a list of content parts, each with a type.',
    nextStep: report,
  },
  RESULT_LARGE: {
    code: 'OMD-504',
    name: 'RESULT_LARGE',
    verdict: 'ok',
    meaning:
      'A call brought more than a model should read at once. That depends on how much the server holds, so it is no fault.',
    nextStep: 'Ask the tool for less, where it has arguments for that.',
  },
} as const satisfies Record<string, CodeEntry>
