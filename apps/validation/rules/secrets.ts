/** Variables of the environment that hold keys to what somebody else runs: registries, clouds, repositories, databases, wallets. */

interface Owner {
  /** The end of a name, in upper case. */
  names: RegExp;
  /** Domains of the servers that the key is for. */
  hosts: readonly string[];
}

const OWNERS: Readonly<Record<string, Owner>> = {
  npm: { names: /(?:^|_)(?:NPM_(?:\w+_)?TOKEN|NODE_AUTH_TOKEN|NPM_CONFIG__*AUTH(?:TOKEN)?)$/, hosts: ['npmjs.org', 'npmjs.com', 'yarnpkg.com', 'npm.pkg.github.com', 'npmmirror.com'] },
  PyPI: { names: /(?:^|_)(?:PYPI_(?:\w+_)?(?:TOKEN|PASSWORD)|TWINE_PASSWORD|POETRY_PYPI_TOKEN_\w+|UV_PUBLISH_TOKEN|CARGO_REGISTRY_TOKEN|GEM_HOST_API_KEY|NUGET_API_KEY)$/, hosts: ['pypi.org', 'pythonhosted.org', 'crates.io', 'rubygems.org', 'nuget.org'] },
  GitHub: { names: /(?:^|_)(?:GITHUB|GH)_(?:\w+_)?(?:TOKEN|PAT)$|^ACTIONS_(?:ID_TOKEN_REQUEST|RUNTIME)_TOKEN$/, hosts: ['github.com', 'githubusercontent.com', 'githubcopilot.com', 'github.ai', 'ghcr.io', 'models.inference.ai.azure.com'] },
  GitLab: { names: /(?:^|_)(?:GITLAB|GL)_(?:\w+_)?TOKEN$|^CI_(?:JOB|DEPLOY)_(?:TOKEN|PASSWORD)$|(?:^|_)BITBUCKET_(?:\w+_)?(?:TOKEN|PASSWORD)$/, hosts: ['gitlab.com', 'bitbucket.org'] },
  AWS: { names: /(?:^|_)AWS_(?:ACCESS_KEY_ID|ACCESS_KEY|SECRET_ACCESS_KEY|SECRET_KEY|SESSION_TOKEN)$/, hosts: ['amazonaws.com', 'amazonaws.com.cn', 'amazon.com', 'r2.cloudflarestorage.com', 'digitaloceanspaces.com', 'wasabisys.com', 'backblazeb2.com'] },
  Google: { names: /(?:^|_)(?:GOOGLE_(?:APPLICATION_)?CREDENTIALS(?:_JSON)?|GCP_(?:\w+_)?(?:KEY|CREDENTIALS|TOKEN)|GCLOUD_(?:\w+_)?KEY|FIREBASE_(?:TOKEN|PRIVATE_KEY))$/, hosts: ['googleapis.com', 'google.com', 'gstatic.com', 'gcr.io', 'pkg.dev', 'firebaseio.com'] },
  Azure: { names: /(?:^|_)(?:AZURE_(?:CLIENT_SECRET|STORAGE_(?:\w+_)?(?:KEY|STRING)|CREDENTIALS|DEVOPS_\w*(?:TOKEN|PAT))|ARM_CLIENT_SECRET)$/, hosts: ['azure.com', 'azure.net', 'windows.net', 'microsoft.com', 'microsoftonline.com', 'visualstudio.com', 'azurecr.io'] },
  Docker: { names: /(?:^|_)DOCKER(?:HUB)?_(?:\w+_)?(?:TOKEN|PASSWORD)$/, hosts: ['docker.com', 'docker.io'] },
  SSH: { names: /(?:^|_)(?:SSH_(?:\w+_)?KEY|DEPLOY_(?:SSH_)?KEY|GPG_PRIVATE_KEY)$/, hosts: [] },
  clusters: { names: /(?:^|_)(?:KUBE_?CONFIG(?:_DATA)?|KUBE_TOKEN|VAULT_TOKEN|CONSUL_HTTP_TOKEN|TF_TOKEN_\w+|TERRAFORM_TOKEN)$/, hosts: ['terraform.io', 'hashicorp.cloud'] },
  CI: { names: /(?:^|_)(?:CIRCLE(?:CI)?_(?:\w+_)?TOKEN|TRAVIS_(?:\w+_)?TOKEN|BUILDKITE_(?:\w+_)?TOKEN|JENKINS_(?:\w+_)?TOKEN|SONAR_TOKEN|SNYK_TOKEN)$/, hosts: ['circleci.com', 'travis-ci.com', 'travis-ci.org', 'buildkite.com', 'sonarcloud.io', 'sonarsource.com', 'snyk.io'] },
  hosting: { names: /(?:^|_)(?:CLOUDFLARE_(?:\w+_)?(?:TOKEN|KEY)|CF_API_(?:TOKEN|KEY)|VERCEL_(?:\w+_)?TOKEN|NETLIFY_(?:\w+_)?TOKEN|HEROKU_API_KEY|DIGITALOCEAN_(?:\w+_)?TOKEN|FLY_API_TOKEN)$/, hosts: ['cloudflare.com', 'vercel.com', 'netlify.com', 'heroku.com', 'digitalocean.com', 'fly.io'] },
  databases: { names: /(?:^|_)(?:DATABASE_URL|DB_PASS(?:WORD)?|MONGO(?:DB)?_(?:URI|URL)|POSTGRES_(?:PASSWORD|URL)|PGPASSWORD|MYSQL_(?:ROOT_)?(?:PASSWORD|PWD)|REDIS_(?:URL|PASSWORD))$/, hosts: ['mongodb.com', 'mongodb.net', 'neon.tech', 'supabase.co', 'supabase.com', 'psdb.cloud', 'planetscale.com', 'upstash.io', 'turso.io', 'prisma.io', 'prisma-data.net'] },
  wallets: { names: /(?:^|_)(?:MNEMONIC|SEED_PHRASE|(?:WALLET|DEPLOYER|ETH|ETHEREUM|SOLANA|BTC|SIGNER|OWNER)_(?:PRIVATE_KEY|MNEMONIC|SECRET(?:_KEY)?|KEYPAIR))$/, hosts: [] },
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

/** True where a key of this owner is used at this host. */
export function isHostOf(owner: string, host: string): boolean {
  return OWNERS[owner]?.hosts.some((domain) => host === domain || host.endsWith(`.${domain}`)) ?? false;
}
