import type { CodeEntry } from './code-entry'

/** 3xx: the protocol is spoken. */
export const speaking = {
  NO_ANSWER: {
    code: 'OMD-301',
    name: 'NO_ANSWER',
    verdict: 'problem',
    meaning: 'The server runs and takes the greeting, but does not answer it in time.',
    nextStep:
      'Run it in a terminal and see what it waits for. A first start that downloads much: examine again later.',
  },
  GREETING_REFUSED: {
    code: 'OMD-302',
    name: 'GREETING_REFUSED',
    verdict: 'problem',
    meaning:
      'The server answers the greeting with an error in every revision of the protocol that was tried.',
    nextStep: 'Update the server; what it said is a report worth giving to its maker.',
  },
  WRONG_ID: {
    code: 'OMD-303',
    name: 'WRONG_ID',
    verdict: 'problem',
    meaning: 'The server answers with another id than it was asked with, so that no client finds its answer.',
    nextStep: 'That is a fault of the server: update it, or report it to its maker.',
  },
  ANSWER_BROKEN: {
    code: 'OMD-304',
    name: 'ANSWER_BROKEN',
    verdict: 'problem',
    meaning: 'What the server answers is no JSON-RPC 2.0 message, or lacks what the protocol requires.',
    nextStep: 'That is a fault of the server: update it, or report it to its maker.',
  },
  REVISION_UNKNOWN: {
    code: 'OMD-305',
    name: 'REVISION_UNKNOWN',
    verdict: 'problem',
    meaning: 'The server chose a revision of the protocol that does not exist, or that was not offered.',
    nextStep: 'Update the server.',
  },
  OLDER_PROTOCOL: {
    code: 'OMD-306',
    name: 'OLDER_PROTOCOL',
    verdict: 'ok',
    meaning:
      'The server speaks revisions with a session (2025-11-25 and earlier), not 2026-07-28. Nearly every client of today does, ' +
      'and OmniMind serves it to clients of both kinds.',
    nextStep: 'Nothing to do.',
  },
  NEWER_PROTOCOL: {
    code: 'OMD-307',
    name: 'NEWER_PROTOCOL',
    verdict: 'warning',
    meaning: 'The server speaks 2026-07-28 only. Clients of earlier revisions cannot use it directly.',
    nextStep: 'Reach it through OmniMind, which serves it to clients of every revision.',
  },
  SELF_NOT_NAMED: {
    code: 'OMD-308',
    name: 'SELF_NOT_NAMED',
    verdict: 'warning',
    meaning:
      'The server does not say its name and version (serverInfo), which the protocol requires. Strict clients refuse it.',
    nextStep: 'Update the server, or report it to its maker.',
  },
  PROMISE_NOT_KEPT: {
    code: 'OMD-309',
    name: 'PROMISE_NOT_KEPT',
    verdict: 'problem',
    meaning: 'The server declares a capability and then does not know the method that belongs to it.',
    nextStep: 'Update the server, or report it to its maker.',
  },
  OFFER_NOT_DECLARED: {
    code: 'OMD-310',
    name: 'OFFER_NOT_DECLARED',
    verdict: 'warning',
    meaning:
      'The server has tools, but does not declare the capability: clients that go by what is declared do not see them.',
    nextStep: 'Update the server, or report it to its maker.',
  },
  PING_UNANSWERED: {
    code: 'OMD-311',
    name: 'PING_UNANSWERED',
    verdict: 'problem',
    meaning:
      'The server does not answer the smallest of requests, which every server must. Clients take it for dead.',
    nextStep: 'Update the server, or report it to its maker.',
  },
  SLOW: {
    code: 'OMD-312',
    name: 'SLOW',
    verdict: 'warning',
    meaning:
      'The server works, but takes more than a second for the smallest request, or more than ten to be greeted.',
    nextStep:
      'See what the server, or its machine, is busy with. Pre-install what npx or uvx fetch at each start.',
  },
  SESSION_LOST: {
    code: 'OMD-313',
    name: 'SESSION_LOST',
    verdict: 'problem',
    meaning:
      'The server forgot the session right after it began. Several copies behind one address that do not share it do that.',
    nextStep: 'Let all requests of a session reach the same copy of the server.',
  },
  BROKE_OFF: {
    code: 'OMD-314',
    name: 'BROKE_OFF',
    verdict: 'problem',
    meaning: 'The server greeted us, and ended or closed the connection at a later request.',
    nextStep: 'Its last words say why: update it, or report them to its maker.',
  },
} as const satisfies Record<string, CodeEntry>
