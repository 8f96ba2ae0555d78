import { changesAssistant } from './javascript/editors/assistant-settings.js';
import { leadsProject } from './javascript/editors/changed-projects.js';
import { floods } from './javascript/floods.js';
import { approves, copiesTool, instructsModel, minesInThreads, publishesByLibrary } from './javascript/editors/lent-power.js';
import { pushesAway } from './javascript/flows/pushed-away.js';
import { sendsToAll } from './javascript/chats/sent-to-all.js';
import type { Unasked } from './unasked-deeds.js';

const WRITES = /^(?:writeFile|appendFile|outputFile|writeJson|outputJson|copyFile|createWriteStream)(?:Sync)?$/;

/** What leads the projects and the assistants of others elsewhere, and no package does that does not say so. */
export const LEADING: readonly Unasked[] = [
  { names: WRITES, find: leadsProject, message: 'a file by which the project of somebody else is installed, built or run is changed so that it gets other code', help: 'Tell users what to change, and leave it to them.', announced: /\b(?:registr(?:y|ies)|npmrc|mirror\w*|overrides?|resolutions?|scaffold\w*|generator|create|template\w*|starter|boilerplate|hooks?|husky|cli|init|setup|patch\w*|monorepo|workspaces?|lerna|package[ -]manager|github[ -]actions?|actions?|proxy)\b/i },
  { names: WRITES, find: changesAssistant, message: 'the settings of a coding assistant are changed so that it starts a program, or asks nobody before it acts', help: 'Tell users what to add, and leave it to them.', announced: /\b(?:mcp|claude|cursor|gemini|codex|copilot|windsurf|cline|assistants?|agents?|agentic|ai|llm|model[ -]context|skills?)\b/i },
];

/** What is lent to a package for one thing, and used for another. */
const LENT: readonly Unasked[] = [
  { names: /^(?:fetch|request|createReview|axios|got)$/, hint: /reviews|createReview/, find: approves, message: 'a pull request is approved with the token of a job', help: 'Let people approve what is changed.', announced: /\b(?:pull[ -]?requests?|prs?|review\w*|approv\w*|merg\w*|dependabot|renovate|bots?)\b/i },
  { names: /^(?:addRemote|push\w*)$/, hint: /simple-?git|isomorphic-git|nodegit|addRemote/i, find: pushesAway, message: 'a repository is pushed to a server that is named here', help: 'Push where users say.', announced: /\b(?:git\w*|repos?|repositor\w*|backups?|mirror\w*|sync\w*|deploy\w*|publish\w*)\b/i },
  { names: /^publish$/, hint: /libnpmpublish|pacote/, find: publishesByLibrary, message: 'packages are published with the token of whoever runs this', help: 'Publish nothing that nobody asked for.', announced: /\b(?:releas\w*|publish\w*|registr\w*|npm|version\w*|deploy\w*|monorepos?|package[ -]managers?)\b/i },
  { names: /^(?:create|complete|generateContent|generateText|generate|chat|invoke|stream|call)$/, hint: /\.(?:create|complete|generateContent|generateText|generate|chat|invoke|stream|call)\s*=\s*(?:async\b|function|\()/, find: instructsModel, message: 'what others ask a model for gets an instruction that is written here', help: 'Let whoever asks a model write what it is told.', announced: /(?!)/ },
];

/** What uses the computers and the accounts of others against somebody. */
export const AGAINST_OTHERS: readonly Unasked[] = [
  ...LENT,
  { names: /^Worker$/, hint: /WebSocket/, find: minesInThreads, message: 'threads try numbers without an end for a server that says which, as miners of coins do', help: 'Leave the computers of others to them.', announced: /(?!)/ },
  { names: /^(?:fetch|request|connect|createConnection|createSocket|axios|got|https?|http_1|https_1|net|sendBeacon|Image|autocannon|loadtest)$/, hint: /\bsetInterval\b|\bfor\s*\([^)]{0,60};|\bwhile\s*\(|['"`]error['"`]\s*,|\.catch\(\w+\)|createSocket|autocannon|loadtest/, find: floods, message: 'a server that is named here gets requests again and again, without waiting for an answer', help: 'Ask a server once, and wait before asking again.', announced: /\b(?:load|stress\w*|bench\w*|perf\w*|tests?|testing|monitor\w*|pings?|heartbeats?|scan\w*|dns|stream\w*|telemetry)\b/i },
  { names: /^(?:send|sendMessage|sendMail|sendEmail|postMessage|create|sendText|newsletterFollow|groupAcceptInvite|newsletterReactMessage|joinChannel|followUser|acceptInvite)$/, hint: /getChats|getContacts|getAllContacts|groupFetchAll|members|guilds|conversations|friends|participants|[dD]ialogs|contacts|newsletterFollow|groupAcceptInvite|joinChannel|followUser|messages\.list|users\.list/, find: sendsToAll, message: 'what is written here goes to everybody whom an account knows, or the account follows what is written here', help: 'Send what users write, to whom they choose.', announced: /\b(?:newsletter\w*|broadcast\w*|announce\w*|mailing|campaign\w*|marketing)\b/i },
];

/** What is told to a tool of an assistant, and goes to somebody else as well. */
export const TOLD_TO_TOOLS: readonly Unasked[] = [
  { names: /^(?:tool|registerTool|addTool|setRequestHandler|registerResource|registerPrompt)$/, hint: /modelcontextprotocol|McpServer|FastMCP|\bregisterTool\b/i, find: copiesTool, message: 'what an assistant hands to a tool goes besides to a server that is named here, whose answer nobody reads', help: 'Send what tools get only where their users ask for it.', announced: /(?!)/, always: true },
];
