/** Variables of the environment that hold keys to what somebody else runs: registries, clouds, repositories, databases, wallets, language models. */

interface Owner {
  /** The end of a name, in upper case. */
  names: RegExp;
  /** Domains of the servers that the key is for. */
  hosts: readonly string[];
  /** The beginning of a command that prints such a key, where there is one. */
  prints?: RegExp;
}

const OWNERS: Readonly<Record<string, Owner>> = {
  npm: { names: /(?:^|_)(?:NPM_(?:\w+_)?TOKEN|NODE_AUTH_TOKEN|NPM_CONFIG__*AUTH(?:TOKEN)?)$/, hosts: ['npmjs.org', 'npmjs.com', 'yarnpkg.com', 'npm.pkg.github.com', 'npmmirror.com'], prints: /^npm(?:\.cmd)? (?:config get \S*_authToken|token create)\b/ },
  PyPI: { names: /(?:^|_)(?:PYPI_(?:\w+_)?(?:TOKEN|PASSWORD)|TWINE_PASSWORD|POETRY_PYPI_TOKEN_\w+|UV_PUBLISH_TOKEN|CARGO_REGISTRY_TOKEN|GEM_HOST_API_KEY|NUGET_API_KEY)$/, hosts: ['pypi.org', 'pythonhosted.org', 'crates.io', 'rubygems.org', 'nuget.org'] },
  GitHub: { names: /(?:^|_)(?:GITHUB|GH)_(?:\w+_)?(?:TOKEN|PAT)$|^ACTIONS_(?:ID_TOKEN_REQUEST|RUNTIME)_TOKEN$/, hosts: ['github.com', 'githubusercontent.com', 'githubcopilot.com', 'github.ai', 'ghcr.io', 'models.inference.ai.azure.com'], prints: /^gh(?:\.exe)? (?:auth (?:token|status\b.*(?:-t|--show-token))|config get .*oauth_token)\b/ },
  GitLab: { names: /(?:^|_)(?:GITLAB|GL)_(?:\w+_)?TOKEN$|^CI_(?:JOB|DEPLOY)_(?:TOKEN|PASSWORD)$|(?:^|_)BITBUCKET_(?:\w+_)?(?:TOKEN|PASSWORD)$/, hosts: ['gitlab.com', 'bitbucket.org'], prints: /^glab (?:auth status\b.*(?:-t|--show-token)|config get token)\b/ },
  AWS: { names: /(?:^|_)AWS_(?:ACCESS_KEY_ID|ACCESS_KEY|SECRET_ACCESS_KEY|SECRET_KEY|SESSION_TOKEN)$/, hosts: ['amazonaws.com', 'amazonaws.com.cn', 'amazon.com', 'r2.cloudflarestorage.com', 'digitaloceanspaces.com', 'wasabisys.com', 'backblazeb2.com'], prints: /^aws (?:.* )?(?:configure (?:export-credentials|get \S*(?:key|token)\w*)|sts get-session-token|secretsmanager get-secret-value|ssm get-parameters?\b.*--with-decryption)/ },
  Google: { names: /(?:^|_)(?:GOOGLE_(?:APPLICATION_)?CREDENTIALS(?:_JSON)?|GCP_(?:\w+_)?(?:KEY|CREDENTIALS|TOKEN)|GCLOUD_(?:\w+_)?KEY|FIREBASE_(?:TOKEN|PRIVATE_KEY))$/, hosts: ['googleapis.com', 'google.com', 'gstatic.com', 'gcr.io', 'pkg.dev', 'firebaseio.com'], prints: /^gcloud (?:.* )?(?:auth (?:application-default )?print-(?:access|identity|refresh)-token|secrets versions access)\b/ },
  Azure: { names: /(?:^|_)(?:AZURE_(?:CLIENT_SECRET|STORAGE_(?:\w+_)?(?:KEY|STRING)|CREDENTIALS|DEVOPS_\w*(?:TOKEN|PAT))|ARM_CLIENT_SECRET)$/, hosts: ['azure.com', 'azure.net', 'windows.net', 'microsoft.com', 'microsoftonline.com', 'visualstudio.com', 'azurecr.io'], prints: /^az (?:.* )?(?:account get-access-token|keyvault secret show|ad sp create-for-rbac)\b/ },
  Docker: { names: /(?:^|_)DOCKER(?:HUB)?_(?:\w+_)?(?:TOKEN|PASSWORD)$/, hosts: ['docker.com', 'docker.io'] },
  SSH: { names: /(?:^|_)(?:SSH_(?:\w+_)?KEY|DEPLOY_(?:SSH_)?KEY|GPG_PRIVATE_KEY)$/, hosts: [] },
  clusters: { names: /(?:^|_)(?:KUBE_?CONFIG(?:_DATA)?|KUBE_TOKEN|VAULT_TOKEN|CONSUL_HTTP_TOKEN|TF_TOKEN_\w+|TERRAFORM_TOKEN)$/, hosts: ['terraform.io', 'hashicorp.cloud'], prints: /^(?:kubectl (?:.* )?(?:config view\b.*--raw|get secrets?\b|create token\b)|vault (?:.* )?(?:print token|token lookup|kv get|read)|oc whoami -t)\b/ },
  CI: { names: /(?:^|_)(?:CIRCLE(?:CI)?_(?:\w+_)?TOKEN|TRAVIS_(?:\w+_)?TOKEN|BUILDKITE_(?:\w+_)?TOKEN|JENKINS_(?:\w+_)?TOKEN|SONAR_TOKEN|SNYK_TOKEN)$/, hosts: ['circleci.com', 'travis-ci.com', 'travis-ci.org', 'buildkite.com', 'sonarcloud.io', 'sonarsource.com', 'snyk.io'] },
  hosting: { names: /(?:^|_)(?:CLOUDFLARE_(?:\w+_)?(?:TOKEN|KEY)|CF_API_(?:TOKEN|KEY)|VERCEL_(?:\w+_)?TOKEN|NETLIFY_(?:\w+_)?TOKEN|HEROKU_API_KEY|DIGITALOCEAN_(?:\w+_)?TOKEN|FLY_API_TOKEN)$/, hosts: ['cloudflare.com', 'vercel.com', 'netlify.com', 'heroku.com', 'digitalocean.com', 'fly.io'], prints: /^(?:heroku auth:token|fly(?:ctl)? (?:auth token|tokens create)|doctl auth token|netlify api\b.*token|doppler secrets\b|infisical (?:secrets|export)\b)/ },
  databases: { names: /(?:^|_)(?:DATABASE_URL|DB_PASS(?:WORD)?|MONGO(?:DB)?_(?:URI|URL)|POSTGRES_(?:PASSWORD|URL)|PGPASSWORD|MYSQL_(?:ROOT_)?(?:PASSWORD|PWD)|REDIS_(?:URL|PASSWORD))$/, hosts: ['mongodb.com', 'mongodb.net', 'neon.tech', 'supabase.co', 'supabase.com', 'psdb.cloud', 'planetscale.com', 'upstash.io', 'turso.io', 'prisma.io', 'prisma-data.net'] },
  wallets: { names: /(?:^|_)(?:MNEMONIC|SEED_PHRASE|(?:WALLET|DEPLOYER|ETH|ETHEREUM|SOLANA|BTC|SIGNER|OWNER)_(?:PRIVATE_KEY|MNEMONIC|SECRET(?:_KEY)?|KEYPAIR))$/, hosts: [] },
  models: {
    names: /(?:^|_)(?:OPENAI|AZURE_OPENAI|ANTHROPIC|CLAUDE|GEMINI|GOOGLE_(?:AI|GENAI|GENERATIVE_AI)|MISTRAL|COHERE|GROQ|DEEPSEEK|OPENROUTER|HUGGING_?FACE(?:HUB)?|HF|REPLICATE|PERPLEXITY|XAI|TOGETHER)_(?:\w+_)?(?:KEY|TOKEN)$/,
    hosts: ['openai.com', 'azure.com', 'anthropic.com', 'googleapis.com', 'google.com', 'mistral.ai', 'cohere.com', 'cohere.ai', 'groq.com', 'deepseek.com', 'openrouter.ai', 'huggingface.co', 'hf.co', 'replicate.com', 'perplexity.ai', 'x.ai', 'together.ai', 'together.xyz', 'cloudflare.com', 'helicone.ai', 'portkey.ai', 'langchain.com', 'vercel.sh', 'amazonaws.com', 'aliyuncs.com', 'moonshot.cn', 'siliconflow.cn', 'fireworks.ai', 'cerebras.ai', 'nvidia.com', 'githubcopilot.com'],
  },
};
const NAME = /^[A-Za-z]\w{5,60}$/;
/** Cheap to look for; every name above has one of these. */
const HINT = /TOKEN|KEY|PASS|PWD|PAT$|SECRET|CREDENTIALS|AUTH|STRING|CONFIG|UR[IL]$|MNEMONIC|PHRASE/;

export const SECRET_OWNERS: readonly string[] = Object.keys(OWNERS);

/** Whose key is in a variable of the environment, as a key of `SECRET_OWNERS`; null for settings, and for the keys of a single service. */
export function ownerOfVariable(variable: string): string | null {
  const name = variable.toUpperCase();
  if (!HINT.test(name) || !NAME.test(name)) return null;
  return SECRET_OWNERS.find((owner) => OWNERS[owner]!.names.test(name)) ?? null;
}

/** An owner as readers know it. */
export function nameOfOwner(owner: string): string {
  return { databases: 'a database', wallets: 'a wallet', models: 'a language model' }[owner] ?? owner;
}

/** True where a key of this owner is used at this host. */
export function isHostOf(owner: string, host: string): boolean {
  return OWNERS[owner]?.hosts.some((domain) => host === domain || host.endsWith(`.${domain}`)) ?? false;
}

/** What keeps passwords for other programs, asked for one: `security find-generic-password -w`, `git credential fill`, `op read …`. */
const KEEPERS = /^(?:security (?:find-(?:generic|internet)-password\b.*-\w*[wg]\w*|dump-keychain)|secret-tool (?:lookup|search)|git(?:-| )credential(?:-[\w-]+)? (?:fill|get)|docker-credential-[\w-]+ get|op (?:read|item get|document get)|bw get|lpass show|pass show|keepassxc-cli (?:show|export)|rbw get|gpg2? .*--export-secret-(?:sub)?keys|netsh wlan (?:show|export) profiles?\b.*key\s?=\s?clear|cmdkey \/list|vaultcmd \/listcreds|reg save hklm\\(?:sam|security|system))\b/i;
/** Cheap to look for; every command above has one of these. */
const HINT_OF_COMMAND = /token|auth|secret|credential|password|keychain|config|vault|kubectl|\b(?:op|bw|lpass|pass|rbw|keepassxc-cli) |wlan|cmdkey|\breg save/i;

/** What a command prints: a key by its owner, as a key of `SECRET_OWNERS`, or what somebody else keeps (`credentials`); null for all others. */
export function printedBy(command: string): string | null {
  if (!HINT_OF_COMMAND.test(command)) return null;
  const words = command.slice(0, LONGEST_COMMAND).trim().replace(/\s+/g, ' ');
  return SECRET_OWNERS.find((owner) => OWNERS[owner]!.prints?.test(words)) ?? (KEEPERS.test(words) ? 'credentials' : null);
}

/** UTF-16 units. */
const LONGEST_COMMAND = 500;
