import type { CodeEntry } from './code-entry'

/** 2xx: an address is reached, lets us in, and keeps others out. */
export const reaching = {
  ADDRESS_INVALID: {
    code: 'OMD-201',
    name: 'ADDRESS_INVALID',
    verdict: 'problem',
    meaning: 'The text is no address of a server: it must begin with http:// or https://.',
    nextStep: 'Give the whole address, for example http://127.0.0.1:3000/mcp.',
  },
  NAME_UNKNOWN: {
    code: 'OMD-202',
    name: 'NAME_UNKNOWN',
    verdict: 'problem',
    meaning: "The name system knows no machine of this name, or this machine's network is down.",
    nextStep: 'Check the spelling of the address, then the network of this machine.',
  },
  CONNECTION_REFUSED: {
    code: 'OMD-203',
    name: 'CONNECTION_REFUSED',
    verdict: 'problem',
    meaning: 'The machine is there, but nothing listens on this port.',
    nextStep: 'Start the server, and check the port in the address.',
  },
  UNREACHABLE: {
    code: 'OMD-204',
    name: 'UNREACHABLE',
    verdict: 'problem',
    meaning:
      'No connection came about in time: the machine is off, in another network, or behind a firewall.',
    nextStep: 'Check the network, VPN and firewall between this machine and the server.',
  },
  CONNECTION_CLOSED: {
    code: 'OMD-205',
    name: 'CONNECTION_CLOSED',
    verdict: 'problem',
    meaning: 'The connection was taken and closed again without an answer.',
    nextStep: "Read the server's own log; it may have crashed.",
  },
  CERTIFICATE_SELF_SIGNED: {
    code: 'OMD-206',
    name: 'CERTIFICATE_SELF_SIGNED',
    verdict: 'problem',
    meaning:
      'The server proves its name with a certificate it made itself, or one of an authority this machine does not know.',
    nextStep:
      'If it is yours, name its certificate in NODE_EXTRA_CA_CERTS for the client; else do not trust it.',
  },
  CERTIFICATE_INVALID: {
    code: 'OMD-207',
    name: 'CERTIFICATE_INVALID',
    verdict: 'problem',
    meaning: 'The certificate has expired, is not valid yet, or is made out to another name.',
    nextStep:
      'Check the name in the address and the clock of this machine; else the server needs a new certificate.',
  },
  NO_TLS: {
    code: 'OMD-208',
    name: 'NO_TLS',
    verdict: 'problem',
    meaning: 'The address begins with https://, but what listens there does not speak TLS.',
    nextStep: 'Begin the address with http://.',
  },
  NOT_HTTP: {
    code: 'OMD-209',
    name: 'NOT_HTTP',
    verdict: 'problem',
    meaning:
      'Something listens on this port, but it does not speak HTTP: another program holds the port, or it wants TLS.',
    nextStep:
      'Find out what listens there, and give the server a port of its own; with TLS, begin with https://.',
  },
  NOT_MCP: {
    code: 'OMD-210',
    name: 'NOT_MCP',
    verdict: 'problem',
    meaning:
      'An HTTP server answered, but not as an MCP server does: another program holds the port, or the path is wrong.',
    nextStep: "Check port and path; the path is often /mcp. See the server's documentation.",
  },
  WRONG_PATH: {
    code: 'OMD-211',
    name: 'WRONG_PATH',
    verdict: 'problem',
    meaning: 'There is no MCP at this path, but at another one of the same server.',
    nextStep: 'Use the other path.',
  },
  SSE_ONLY: {
    code: 'OMD-212',
    name: 'SSE_ONLY',
    verdict: 'problem',
    meaning:
      'The server speaks the old transport of 2024 (HTTP with SSE), which newer clients no longer understand. ' +
      'OmniMind does: add it with the transport SSE, and every client reaches it in the present form.',
    nextStep:
      'Add it to OmniMind as an SSE server (omnimind servers add ID --url URL --sse), or update the server.',
  },
  SERVER_ERROR: {
    code: 'OMD-213',
    name: 'SERVER_ERROR',
    verdict: 'problem',
    meaning: 'The server, or a proxy before it, answered with an error of its own (5xx).',
    nextStep: "Read the server's own log.",
  },
  TOO_MANY_REQUESTS: {
    code: 'OMD-214',
    name: 'TOO_MANY_REQUESTS',
    verdict: 'problem',
    meaning: 'The server refuses requests for now because there were too many (429).',
    nextStep: 'Wait a few minutes, then examine again.',
  },
  MOVED: {
    code: 'OMD-215',
    name: 'MOVED',
    verdict: 'problem',
    meaning:
      'The server sends to another address. Clients do not follow with a POST, and must not carry tokens along.',
    nextStep: 'Use the address it names.',
  },
  SIGN_IN_NEEDED: {
    code: 'OMD-220',
    name: 'SIGN_IN_NEEDED',
    verdict: 'problem',
    meaning:
      'The server asks for a sign-in (401) and says where: it works with every client that knows OAuth.',
    nextStep: 'Add it to OmniMind and sign in there (omnimind servers sign-in ID), or give it a token.',
  },
  CHALLENGE_MISSING: {
    code: 'OMD-221',
    name: 'CHALLENGE_MISSING',
    verdict: 'problem',
    meaning:
      'The server answers 401 but names no way to sign in (no WWW-Authenticate with metadata, and none found).',
    nextStep:
      'It wants a token or key made by hand: put it into a header, mostly Authorization: Bearer TOKEN.',
  },
  TOKEN_REFUSED: {
    code: 'OMD-222',
    name: 'TOKEN_REFUSED',
    verdict: 'problem',
    meaning:
      'A token or key was sent, and the server did not accept it: expired, revoked, of another service, or misspelt.',
    nextStep: 'Make a new token and send that.',
  },
  FORBIDDEN: {
    code: 'OMD-223',
    name: 'FORBIDDEN',
    verdict: 'problem',
    meaning:
      'The server understood the request and refuses it (403): rights are missing, or it does not like where it came from.',
    nextStep: 'Ask whoever runs the server for the right that is missing.',
  },
  SIGN_IN_DATA_BROKEN: {
    code: 'OMD-224',
    name: 'SIGN_IN_DATA_BROKEN',
    verdict: 'problem',
    meaning:
      'The server names a document that says how to sign in, but that cannot be read or names no authorization server.',
    nextStep: 'Tell whoever runs the server; until then use a token made by hand.',
  },
  ORIGIN_NOT_CHECKED: {
    code: 'OMD-225',
    name: 'ORIGIN_NOT_CHECKED',
    verdict: 'warning',
    meaning:
      'The server answers requests that carry the Origin of any web page: a page you visit may use it behind your back.',
    nextStep: 'Reach it through OmniMind, which checks the Origin, and update the server.',
  },
  HOST_NOT_CHECKED: {
    code: 'OMD-226',
    name: 'HOST_NOT_CHECKED',
    verdict: 'warning',
    meaning:
      'The server answers under any host name. A web page can so make its own name lead to it (DNS rebinding).',
    nextStep: 'Reach it through OmniMind, which checks the Host, and update the server.',
  },
  NOT_ENCRYPTED: {
    code: 'OMD-227',
    name: 'NOT_ENCRYPTED',
    verdict: 'warning',
    meaning:
      'The address is http:// and leads to another machine: everybody on the way can read and change what is said.',
    nextStep: 'Use https:// where the server offers it.',
  },
  CLOCK_DIFFERS: {
    code: 'OMD-228',
    name: 'CLOCK_DIFFERS',
    verdict: 'warning',
    meaning:
      "The server's clock and this machine's differ by more than two minutes. Tokens and certificates then fail.",
    nextStep: 'Set both clocks by the network time.',
  },
  TOKEN_OF_OMNIMIND: {
    code: 'OMD-229',
    name: 'TOKEN_OF_OMNIMIND',
    verdict: 'problem',
    meaning:
      'At this address is OmniMind itself: it lets in who sends one of its tokens. Its services are examined by name, which needs none.',
    nextStep:
      'Examine the service by its name: omnimind doctor SERVICE. For a client: omnimind connect CLIENT.',
  },
} as const satisfies Record<string, CodeEntry>
