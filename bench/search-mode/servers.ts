import { readdirSync, readFileSync } from 'node:fs'
import { resolve } from 'node:path'

/** A server with its tools, as a client would list them. */
export interface BenchServer {
  id: string
  title: string
  tools: Record<string, unknown>[]
}

type Parameters = Record<string, string>

/** Text by parameter; a `?` at the end of the name makes it optional, a prefix `number:` and the like gives its type. */
function tool(name: string, description: string, parameters: Parameters = {}): Record<string, unknown> {
  const entries = Object.entries(parameters).map(([key, text]) => {
    const typed = /^(number|integer|boolean|array|object): ?(.*)$/.exec(text)
    const type = typed?.[1] ?? 'string'
    const items = type === 'array' ? { items: { type: 'string' } } : {}
    return {
      name: key.replace('?', ''),
      isNeeded: !key.endsWith('?'),
      schema: { type, ...items, description: typed?.[2] ?? text },
    }
  })
  return {
    name,
    description,
    inputSchema: {
      type: 'object',
      properties: Object.fromEntries(entries.map((entry) => [entry.name, entry.schema])),
      required: entries.filter(({ isNeeded }) => isNeeded).map((entry) => entry.name),
    },
  }
}

const repo: Parameters = { owner: 'Account that owns the repository', repo: 'Name of the repository' }
const at: Parameters = { repo_path: 'Path to the Git repository' }

/** Made after widely used servers: their kinds of names, sizes and wordings. */
const written: BenchServer[] = [
  {
    id: 'git',
    title: 'Git',
    tools: [
      tool('git_status', 'Shows the working tree status', at),
      tool('git_diff_unstaged', 'Shows changes in the working directory that are not yet staged', {
        ...at,
        'context_lines?': 'integer: Lines of context',
      }),
      tool('git_diff_staged', 'Shows changes that are staged for commit', {
        ...at,
        'context_lines?': 'integer: Lines of context',
      }),
      tool('git_diff', 'Shows differences between branches or commits', {
        ...at,
        target: 'Branch or commit to compare with',
      }),
      tool('git_commit', 'Records changes to the repository', { ...at, message: 'Commit message' }),
      tool('git_add', 'Adds file contents to the staging area', { ...at, files: 'array: Paths of files' }),
      tool('git_reset', 'Unstages all staged changes', at),
      tool('git_log', 'Shows the commit logs', {
        ...at,
        'max_count?': 'integer: Most commits to show',
        'start_timestamp?': 'Only commits after this',
        'end_timestamp?': 'Only commits before this',
      }),
      tool('git_create_branch', 'Creates a new branch from an optional base branch', {
        ...at,
        branch_name: 'Name of the new branch',
        'base_branch?': 'Where it starts',
      }),
      tool('git_checkout', 'Switches branches', { ...at, branch_name: 'Branch to switch to' }),
      tool('git_show', 'Shows the contents of a commit', { ...at, revision: 'Commit hash, branch or tag' }),
      tool('git_branch', 'Lists Git branches', {
        ...at,
        branch_type: 'local, remote or all',
        'contains?': 'Only branches with this commit',
      }),
    ],
  },
  {
    id: 'fetch',
    title: 'Fetch',
    tools: [
      tool('fetch', 'Fetches a URL from the internet and extracts its contents as markdown.', {
        url: 'URL to fetch',
        'max_length?': 'integer: Most characters to return',
        'start_index?': 'integer: Return output from this character on',
        'raw?': 'boolean: Return the HTML as it is',
      }),
    ],
  },
  {
    id: 'time',
    title: 'Time',
    tools: [
      tool('get_current_time', 'Get current time in a specific timezone', {
        timezone: 'IANA timezone name, such as Europe/London',
      }),
      tool('convert_time', 'Convert time between timezones', {
        source_timezone: 'IANA name of the source',
        time: 'Time as HH:MM',
        target_timezone: 'IANA name of the target',
      }),
    ],
  },
  {
    id: 'github',
    title: 'GitHub',
    tools: [
      tool('create_issue', 'Create a new issue in a GitHub repository', {
        ...repo,
        title: 'Issue title',
        'body?': 'Issue text',
        'labels?': 'array: Labels',
        'assignees?': 'array: Logins',
      }),
      tool('get_issue', 'Get the details of one issue in a GitHub repository', {
        ...repo,
        issue_number: 'integer: Number of the issue',
      }),
      tool('list_issues', 'List and filter issues of a repository', {
        ...repo,
        'state?': 'open, closed or all',
        'labels?': 'array: Only with these labels',
      }),
      tool('update_issue', 'Update an existing issue: title, body, state, labels', {
        ...repo,
        issue_number: 'integer: Number',
        'state?': 'open or closed',
      }),
      tool('add_issue_comment', 'Add a comment to an existing issue', {
        ...repo,
        issue_number: 'integer: Number',
        body: 'Comment text',
      }),
      tool('search_issues', 'Search for issues and pull requests across GitHub repositories', {
        q: 'Search query in GitHub syntax',
      }),
      tool('create_pull_request', 'Create a new pull request', {
        ...repo,
        title: 'Title',
        head: 'Branch with the changes',
        base: 'Branch to merge into',
      }),
      tool('get_pull_request', 'Get details of a specific pull request', {
        ...repo,
        pull_number: 'integer: Number',
      }),
      tool('list_pull_requests', 'List pull requests of a repository', {
        ...repo,
        'state?': 'open, closed or all',
      }),
      tool('merge_pull_request', 'Merge a pull request', {
        ...repo,
        pull_number: 'integer: Number',
        'merge_method?': 'merge, squash or rebase',
      }),
      tool('get_pull_request_files', 'Get the list of files changed in a pull request', {
        ...repo,
        pull_number: 'integer: Number',
      }),
      tool('get_pull_request_status', 'Get the combined status of all checks of a pull request', {
        ...repo,
        pull_number: 'integer: Number',
      }),
      tool('create_pull_request_review', 'Review a pull request: approve, request changes or comment', {
        ...repo,
        pull_number: 'integer: Number',
        event: 'APPROVE, REQUEST_CHANGES or COMMENT',
      }),
      tool('search_repositories', 'Search for GitHub repositories', { query: 'Search query' }),
      tool('create_repository', 'Create a new repository in your account', {
        name: 'Name',
        'private?': 'boolean: Whether it is private',
      }),
      tool('fork_repository', 'Fork a repository to your account or an organization', repo),
      tool('get_file_contents', 'Get the contents of a file or directory from a repository', {
        ...repo,
        path: 'Path within the repository',
        'branch?': 'Branch',
      }),
      tool('create_or_update_file', 'Create or update a single file in a repository', {
        ...repo,
        path: 'Path',
        content: 'New content',
        message: 'Commit message',
      }),
      tool('push_files', 'Push several files to a repository in a single commit', {
        ...repo,
        branch: 'Branch',
        files: 'array: Files',
      }),
      tool('list_commits', 'Get the list of commits of a branch in a repository', {
        ...repo,
        'sha?': 'Branch or commit',
      }),
      tool('search_code', 'Search for code across GitHub repositories', {
        q: 'Search query in GitHub syntax',
      }),
      tool('list_workflow_runs', 'List runs of GitHub Actions workflows', {
        ...repo,
        'status?': 'Only with this status',
      }),
      tool('rerun_failed_jobs', 'Re-run all failed jobs of a workflow run', {
        ...repo,
        run_id: 'integer: Id of the run',
      }),
      tool('create_release', 'Publish a release for a tag', {
        ...repo,
        tag_name: 'Tag',
        'body?': 'Release notes',
      }),
    ],
  },
  {
    id: 'slack',
    title: 'Slack',
    tools: [
      tool('slack_list_channels', 'List public channels in the workspace', {
        'limit?': 'integer: Most channels',
        'cursor?': 'Next page',
      }),
      tool('slack_post_message', 'Post a new message to a Slack channel', {
        channel_id: 'Id of the channel',
        text: 'Message text',
      }),
      tool('slack_reply_to_thread', 'Reply to a specific message thread', {
        channel_id: 'Id of the channel',
        thread_ts: 'Timestamp of the parent message',
        text: 'Reply text',
      }),
      tool('slack_add_reaction', 'Add an emoji reaction to a message', {
        channel_id: 'Channel',
        timestamp: 'Timestamp of the message',
        reaction: 'Name of the emoji',
      }),
      tool('slack_get_channel_history', 'Get recent messages from a channel', {
        channel_id: 'Channel',
        'limit?': 'integer: Most messages',
      }),
      tool('slack_get_thread_replies', 'Get all replies in a message thread', {
        channel_id: 'Channel',
        thread_ts: 'Timestamp of the parent message',
      }),
      tool('slack_get_users', 'Get the users of the workspace with their profiles', {
        'limit?': 'integer: Most users',
      }),
      tool('slack_get_user_profile', 'Get detailed profile information for one user', {
        user_id: 'Id of the user',
      }),
      tool('slack_set_status', 'Set your own status text and emoji', {
        status_text: 'Text',
        'status_emoji?': 'Emoji',
        'expires_at?': 'When it ends',
      }),
      tool('slack_invite_to_channel', 'Invite users to a channel', {
        channel_id: 'Channel',
        user_ids: 'array: Users',
      }),
    ],
  },
  {
    id: 'browser',
    title: 'Browser',
    tools: [
      tool('browser_navigate', 'Navigate to a URL', { url: 'The URL to navigate to' }),
      tool('browser_navigate_back', 'Go back to the previous page'),
      tool(
        'browser_snapshot',
        'Capture accessibility snapshot of the current page; better than a screenshot for acting on it',
      ),
      tool(
        'browser_take_screenshot',
        'Take a screenshot of the current page. You cannot perform actions based on it',
        { 'fullPage?': 'boolean: The whole scrollable page', 'filename?': 'File name to save it to' },
      ),
      tool('browser_click', 'Perform click on a web page', {
        element: 'Human-readable element description',
        ref: 'Exact element reference from the snapshot',
      }),
      tool('browser_type', 'Type text into an editable element', {
        element: 'Element description',
        ref: 'Element reference',
        text: 'Text to type',
        'submit?': 'boolean: Press Enter after',
      }),
      tool('browser_fill_form', 'Fill multiple form fields', { fields: 'array: Fields to fill in' }),
      tool('browser_select_option', 'Select an option in a dropdown', {
        element: 'Element description',
        ref: 'Element reference',
        values: 'array: Values',
      }),
      tool('browser_hover', 'Hover over an element on the page', {
        element: 'Element description',
        ref: 'Element reference',
      }),
      tool('browser_drag', 'Perform drag and drop between two elements', {
        startRef: 'Source',
        endRef: 'Target',
      }),
      tool('browser_press_key', 'Press a key on the keyboard', { key: 'Name of the key, such as ArrowLeft' }),
      tool('browser_wait_for', 'Wait for text to appear or disappear or a specified time to pass', {
        'time?': 'number: Seconds',
        'text?': 'Text to wait for',
      }),
      tool('browser_evaluate', 'Evaluate a JavaScript expression on the page or element', {
        function: 'JavaScript function',
      }),
      tool('browser_console_messages', 'Returns all console messages', {
        'onlyErrors?': 'boolean: Only errors',
      }),
      tool('browser_network_requests', 'Returns all network requests since loading the page'),
      tool('browser_file_upload', 'Upload one or multiple files', { paths: 'array: Absolute paths' }),
      tool('browser_handle_dialog', 'Handle a dialog', { accept: 'boolean: Whether to accept' }),
      tool('browser_tabs', 'List, create, close, or select a browser tab', {
        action: 'list, new, close or select',
      }),
      tool('browser_resize', 'Resize the browser window', {
        width: 'number: Width',
        height: 'number: Height',
      }),
      tool('browser_close', 'Close the page'),
      tool('browser_pdf_save', 'Save page as PDF', { 'filename?': 'File name' }),
    ],
  },
  {
    id: 'postgres',
    title: 'PostgreSQL',
    tools: [
      tool('list_schemas', 'List all schemas in the database'),
      tool('list_objects', 'List objects (tables, views, sequences, extensions) in a schema', {
        schema_name: 'Schema',
        'object_type?': 'table, view, sequence or extension',
      }),
      tool(
        'get_object_details',
        'Show detailed information about a database object: columns, constraints, indexes',
        { schema_name: 'Schema', object_name: 'Name' },
      ),
      tool('execute_sql', 'Execute a SQL query against the database', { sql: 'SQL to run' }),
      tool('explain_query', 'Explain the execution plan of a SQL query, with cost estimates', {
        sql: 'SQL to explain',
        'analyze?': 'boolean: Run it for real times',
      }),
      tool(
        'get_top_queries',
        'Report the slowest or most resource-intensive queries from pg_stat_statements',
        { 'sort_by?': 'total_time or mean_time', 'limit?': 'integer: How many' },
      ),
      tool('analyze_workload_indexes', 'Analyze frequently executed queries and recommend optimal indexes', {
        'max_index_size_mb?': 'integer: Budget',
      }),
      tool(
        'analyze_db_health',
        'Check database health: buffer cache, connections, vacuum, replication lag, invalid constraints',
        { 'health_type?': 'Which checks' },
      ),
    ],
  },
  {
    id: 'calendar',
    title: 'Google Calendar',
    tools: [
      tool('list_calendars', 'List all available calendars'),
      tool('list_events', 'List events of one or more calendars within a time range', {
        calendarId: 'Calendar',
        timeMin: 'Start of the range',
        timeMax: 'End of the range',
      }),
      tool('search_events', 'Search for events by text', { calendarId: 'Calendar', query: 'Free text' }),
      tool('get_event', 'Get one event with all its fields', { calendarId: 'Calendar', eventId: 'Event' }),
      tool('create_event', 'Create a new calendar event', {
        calendarId: 'Calendar',
        summary: 'Title',
        start: 'Start time',
        end: 'End time',
        'attendees?': 'array: E-mail addresses',
        'location?': 'Where',
      }),
      tool('update_event', 'Update an existing calendar event: time, attendees, location', {
        calendarId: 'Calendar',
        eventId: 'Event',
      }),
      tool('delete_event', 'Delete a calendar event', { calendarId: 'Calendar', eventId: 'Event' }),
      tool('respond_to_event', 'Respond to an event invitation: accept, decline or tentative', {
        eventId: 'Event',
        response: 'accepted, declined or tentative',
      }),
      tool('get_freebusy', 'Query free/busy information for calendars in a time range', {
        calendars: 'array: Calendars',
        timeMin: 'Start',
        timeMax: 'End',
      }),
    ],
  },
  {
    id: 'gmail',
    title: 'Gmail',
    tools: [
      tool('send_email', 'Sends a new email', {
        to: 'array: Recipients',
        subject: 'Subject',
        body: 'Text',
        'cc?': 'array: Copies',
        'attachments?': 'array: Paths of files',
      }),
      tool('draft_email', 'Drafts a new email without sending it', {
        to: 'array: Recipients',
        subject: 'Subject',
        body: 'Text',
      }),
      tool('read_email', 'Retrieves the content of a specific email', { messageId: 'Id of the message' }),
      tool('search_emails', 'Searches for emails using Gmail search syntax', {
        query: 'For example from:someone',
        'maxResults?': 'integer: Most results',
      }),
      tool('modify_email', 'Modifies labels of an email, moving it to other folders', {
        messageId: 'Id',
        'addLabelIds?': 'array: Labels to add',
        'removeLabelIds?': 'array: Labels to remove',
      }),
      tool('delete_email', 'Permanently deletes an email', { messageId: 'Id of the message' }),
      tool('download_attachment', 'Downloads an email attachment to a location', {
        messageId: 'Id',
        attachmentId: 'Attachment',
        'savePath?': 'Directory',
      }),
      tool('list_email_labels', 'Retrieves all available Gmail labels'),
      tool('create_filter', 'Creates a new Gmail filter with custom criteria and actions', {
        criteria: 'object: What it fits',
        action: 'object: What it does',
      }),
    ],
  },
  {
    id: 'notion',
    title: 'Notion',
    tools: [
      tool('notion_search', 'Search pages and databases of the workspace by title', {
        query: 'Text',
        'filter?': 'page or database',
      }),
      tool('notion_retrieve_page', 'Retrieve the properties of a page', { page_id: 'Page' }),
      tool('notion_create_page', 'Create a page below another page or in a database', {
        parent: 'object: Where',
        properties: 'object: Title and other properties',
        'children?': 'array: Blocks',
      }),
      tool('notion_update_page', 'Update properties of a page, or archive it', {
        page_id: 'Page',
        properties: 'object: New values',
      }),
      tool('notion_retrieve_block_children', 'Retrieve the content of a page or block', {
        block_id: 'Block',
      }),
      tool('notion_append_block_children', 'Append content to a page or block', {
        block_id: 'Block',
        children: 'array: Blocks',
      }),
      tool('notion_query_database', 'Query a database with filters and sorting', {
        database_id: 'Database',
        'filter?': 'object: Filter',
        'sorts?': 'array: Order',
      }),
      tool('notion_create_database', 'Create a database in a page', {
        parent: 'object: Where',
        title: 'Title',
        properties: 'object: Columns',
      }),
      tool('notion_create_comment', 'Add a comment to a page or discussion', {
        page_id: 'Page',
        rich_text: 'Text',
      }),
      tool('notion_list_users', 'List all users of the workspace', {}),
    ],
  },
  {
    id: 'stripe',
    title: 'Stripe',
    tools: [
      tool('create_customer', 'Create a customer in Stripe', { name: 'Name', 'email?': 'E-mail' }),
      tool('list_customers', 'List customers', { 'limit?': 'integer: Most', 'email?': 'Only this e-mail' }),
      tool('create_product', 'Create a product', { name: 'Name', 'description?': 'Description' }),
      tool('list_products', 'List products', { 'limit?': 'integer: Most' }),
      tool('create_price', 'Create a price for a product', {
        product: 'Product',
        unit_amount: 'integer: Amount in cents',
        currency: 'Currency',
      }),
      tool('create_payment_link', 'Create a payment link that can be shared', {
        price: 'Price',
        quantity: 'integer: How many',
      }),
      tool('create_invoice', 'Create an invoice for a customer', {
        customer: 'Customer',
        'days_until_due?': 'integer: Days',
      }),
      tool('finalize_invoice', 'Finalize an invoice so that it can be paid', { invoice: 'Invoice' }),
      tool('list_invoices', 'List invoices', { 'customer?': 'Customer' }),
      tool('create_refund', 'Refund a payment intent', {
        payment_intent: 'Payment',
        'amount?': 'integer: Amount in cents',
      }),
      tool('retrieve_balance', 'Retrieve the balance of the account'),
      tool('list_subscriptions', 'List subscriptions', { 'customer?': 'Customer', 'status?': 'Status' }),
      tool('cancel_subscription', 'Cancel a subscription', { subscription: 'Subscription' }),
      tool('list_disputes', 'List disputes', { 'charge?': 'Charge' }),
      tool('create_coupon', 'Create a coupon with a discount', {
        name: 'Name',
        'percent_off?': 'number: Percent',
        'amount_off?': 'integer: Cents',
      }),
    ],
  },
]

/** As recorded from the official servers. */
function recorded(): BenchServer[] {
  const directory = resolve(import.meta.dirname, 'servers')
  return readdirSync(directory)
    .toSorted()
    .map((file) => JSON.parse(readFileSync(resolve(directory, file), 'utf8')) as BenchServer)
}

/** 15 servers: four as they are, eleven written. */
export const servers: readonly BenchServer[] = [...recorded(), ...written]
