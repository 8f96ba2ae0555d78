import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { parse, parseAllDocuments } from 'yaml';

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SERVICES = ['gateway', 'installs', 'review', 'storage', 'validation'];
const TAGGED = /^[^\s:@]+(:\d+\/[^\s:@]+)?:(?!latest$)[\w][\w.-]*$/;

interface Container {
  image: string; command: string[]; envFrom?: { configMapRef: { name: string } }[];
  env?: { name: string; valueFrom?: { secretKeyRef: { name: string; key: string } } }[];
  resources: Record<'requests' | 'limits', { cpu: string; memory: string }>;
  securityContext: { allowPrivilegeEscalation: boolean; readOnlyRootFilesystem: boolean; capabilities: { drop: string[] } };
  ports: { name: string; containerPort: number }[];
  lifecycle?: { preStop: { sleep: { seconds: number } } };
  startupProbe: Probe; livenessProbe: Probe; readinessProbe: Probe;
}
interface Probe { httpGet: { path: string; port: string } }
interface Pod {
  containers: Container[]; serviceAccountName: string; automountServiceAccountToken: boolean; terminationGracePeriodSeconds: number;
  securityContext: { runAsNonRoot: boolean; runAsUser: number; seccompProfile: { type: string } }; topologySpreadConstraints: unknown[];
}
type Labels = Record<string, string>;
interface Peer { namespaceSelector?: { matchLabels: Labels } }
interface NetworkRule { to?: Peer[]; from?: Peer[]; ports?: { port: number }[] }
interface Manifest {
  kind: string;
  metadata: { name: string; namespace?: string };
  automountServiceAccountToken?: boolean;
  data?: Record<string, string>;
  spec: {
    template: { metadata: { labels: Labels }; spec: Pod };
    replicas?: number; selector: { matchLabels: Labels }; maxUnavailable: number;
    scaleTargetRef: { name: string }; minReplicaCount?: number; maxReplicaCount?: number; minReplicas?: number; maxReplicas?: number;
    triggers: { type: string; metadata: { query: string } }[];
    podSelector: { matchLabels?: Labels }; policyTypes: string[];
    egress?: NetworkRule[]; ingress?: NetworkRule[];
    rules: { host: string }[];
  };
}
interface ComposeService {
  image: string; build?: string; command?: string[]; environment: Record<string, string>; ports?: string[]; networks: string[];
  depends_on?: Record<string, { condition: string }>; healthcheck?: { test: string[] }; restart: string; read_only?: boolean;
  user?: string; cap_drop?: string[]; stop_grace_period?: string; volumes?: string[];
}

const read = (path: string): string => readFileSync(join(ROOT, path), 'utf8');

function render(folder: string): Manifest[] {
  const rendered = execFileSync('kubectl', ['kustomize', join(ROOT, 'k8s', folder)], { encoding: 'utf8' });
  return parseAllDocuments(rendered).map((document) => document.toJS() as Manifest);
}

/** The one manifest of this kind and name. */
function only(manifests: Manifest[], kind: string, name: string): Manifest {
  const found = manifests.filter((manifest) => manifest.kind === kind && manifest.metadata.name === name);
  assert.equal(found.length, 1, `${kind} ${name}`);
  return found[0]!;
}

/** The pod of a Deployment or Job, and its single container. */
function podOf(manifest: Manifest): { pod: Pod; container: Container } {
  const pod = manifest.spec.template.spec;
  assert.equal(pod.containers.length, 1, manifest.metadata.name);
  return { pod, container: pod.containers[0]! };
}

const workloads = (manifests: Manifest[]): Manifest[] => manifests.filter(({ kind }) => kind === 'Deployment' || kind === 'Job');

/** The TypeScript source of `node dist/….js`. */
function sourceOf(command: string[] | undefined): string {
  const entry = /^node dist\/(.+)\.js$/.exec((command ?? []).join(' '));
  assert.ok(entry, `not an entry point: ${command?.join(' ')}`);
  return `${entry[1]}.ts`;
}

/** What the policies that select these pods allow in one direction, as namespace:port; what a rule leaves open reads "any". */
function allowed(manifests: Manifest[], pod: Labels, direction: 'ingress' | 'egress'): string[] {
  return manifests
    .filter(({ kind, spec }) => kind === 'NetworkPolicy' && Object.entries(spec.podSelector.matchLabels ?? {}).every(([key, value]) => pod[key] === value))
    .flatMap(({ spec }) => spec[direction] ?? [])
    .flatMap((rule) => {
      const peers = rule.to ?? rule.from ?? [];
      const names = peers.map((peer) => peer.namespaceSelector?.matchLabels['kubernetes.io/metadata.name'] ?? 'any');
      return (names.length > 0 ? names : ['any']).flatMap((name) => (rule.ports ?? [{ port: 'any' }]).map(({ port }) => `${name}:${port}`));
    })
    .sort();
}

const kubectl = spawnSync('kubectl', ['version', '--client']);
const skip = kubectl.status === 0 ? false : 'kubectl is missing: k8s/ WAS NOT CHECKED. Install kubectl (the client is enough) and run again.';

for (const folder of ['base', 'overlays/staging', 'overlays/production']) {
  describe(`k8s/${folder}`, { skip }, () => {
    const manifests = skip ? [] : render(folder);

    test('has one Deployment per service and the migrate Job, each running a source that exists', () => {
      assert.deepEqual(workloads(manifests).map(({ metadata }) => metadata.name).sort(), [...SERVICES, 'migrate'].sort());
      for (const workload of workloads(manifests)) {
        const { name } = workload.metadata;
        const source = sourceOf(podOf(workload).container.command);
        assert.equal(source, name === 'migrate' ? 'prisma/migrate.ts' : `apps/${name}/main.ts`);
        assert.ok(existsSync(join(ROOT, source)), `${source} does not exist`);
      }
    });

    test('locks every container down', () => {
      for (const workload of workloads(manifests)) {
        const { pod, container } = podOf(workload);
        const { name } = workload.metadata;
        assert.deepEqual(pod.securityContext, { runAsNonRoot: true, runAsUser: 1000, runAsGroup: 1000, seccompProfile: { type: 'RuntimeDefault' } }, name);
        assert.deepEqual(container.securityContext, { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } }, name);
        assert.equal(pod.automountServiceAccountToken, false, name);
        assert.equal(pod.serviceAccountName, name);
        assert.equal(only(manifests, 'ServiceAccount', name).automountServiceAccountToken, false, name);
        assert.match(container.image, TAGGED, name);
        for (const bound of ['requests', 'limits'] as const) {
          assert.ok(container.resources[bound].cpu && container.resources[bound].memory, `${name} ${bound}`);
        }
      }
    });

    test('probes every service on its ops port and outwaits its drain', () => {
      const settings = manifests.find(({ kind }) => kind === 'ConfigMap');
      for (const service of SERVICES) {
        const { pod, container } = podOf(only(manifests, 'Deployment', service));
        const ops = container.ports.find(({ name }) => name === 'ops');
        assert.deepEqual(container.envFrom, [{ configMapRef: { name: settings?.metadata.name } }], service);
        assert.equal(String(ops?.containerPort), settings?.data?.['OPS_PORT'], service);
        for (const [probe, path] of [[container.startupProbe, 'live'], [container.livenessProbe, 'live'], [container.readinessProbe, 'ready']] as const) {
          assert.deepEqual(probe.httpGet, { path: `/health/${path}`, port: 'ops' }, service);
        }
        const leaving = Number(settings?.data?.['DRAIN_SECONDS']) + (container.lifecycle?.preStop.sleep.seconds ?? 0);
        assert.ok(pod.terminationGracePeriodSeconds > leaving, `${service} is killed before it has drained`);
        assert.ok(pod.topologySpreadConstraints.length > 0, service);
      }
    });

    test('gives every service a disruption budget and an autoscaler that owns its count', () => {
      for (const service of SERVICES) {
        const deployment = only(manifests, 'Deployment', service);
        assert.equal(deployment.spec.replicas, undefined, `${service}: replicas would fight the autoscaler`);
        const budget = only(manifests, 'PodDisruptionBudget', service).spec;
        assert.deepEqual(budget.selector.matchLabels, deployment.spec.selector.matchLabels);
        assert.equal(budget.maxUnavailable, 1, service);
        const scaler = only(manifests, service === 'gateway' ? 'HorizontalPodAutoscaler' : 'ScaledObject', service).spec;
        assert.equal(scaler.scaleTargetRef.name, service);
        const [fewest, most] = [scaler.minReplicaCount ?? scaler.minReplicas ?? 0, scaler.maxReplicaCount ?? scaler.maxReplicas ?? 0];
        assert.ok(fewest >= 1 && most > fewest, `${service}: ${fewest} to ${most} copies`);
        if (service !== 'gateway') assert.equal(scaler.triggers[0]?.metadata.query, `max(souk_queue_age_seconds{queue="${service}"})`);
      }
    });

    test('lets nothing talk unless it is named', () => {
      const denial = only(manifests, 'NetworkPolicy', 'default-deny').spec;
      assert.deepEqual(denial, { podSelector: {}, policyTypes: ['Ingress', 'Egress'] });
      const backends = ['kube-system:53', 'kube-system:53', 'souk-data:5432', 'souk-data:6379', 'souk-data:9000'];
      for (const service of SERVICES) {
        const { labels } = only(manifests, 'Deployment', service).spec.template.metadata;
        assert.deepEqual(allowed(manifests, labels, 'egress'), backends, service);
        assert.deepEqual(allowed(manifests, labels, 'ingress'), service === 'gateway' ? ['ingress:4400', 'monitoring:9400'] : ['monitoring:9400'], service);
      }
      const { labels } = only(manifests, 'Job', 'migrate').spec.template.metadata;
      assert.deepEqual(allowed(manifests, labels, 'egress'), backends.slice(0, 3));
      assert.deepEqual(allowed(manifests, labels, 'ingress'), []);
    });

    test('names only variables that libs/service/config.ts reads, and carries no secret', () => {
      const config = read('libs/service/config.ts');
      const env = workloads(manifests).flatMap((workload) => podOf(workload).container.env ?? []);
      const settings = manifests.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data }) => Object.keys(data ?? {}));
      for (const name of new Set([...env.map((variable) => variable.name), ...settings])) {
        assert.match(config, new RegExp(`\\b${name}\\b`), `${name} is not read by libs/service/config.ts`);
      }
      assert.deepEqual(manifests.filter(({ kind }) => kind === 'Secret'), []);
      for (const { name, valueFrom } of env.filter((variable) => /_URL$|PASSWORD|_KEY$/.test(variable.name))) assert.equal(valueFrom?.secretKeyRef.name, 'souk', name);
    });

    test('lets each service connect to the database as its own role only', () => {
      for (const workload of workloads(manifests)) {
        const key = podOf(workload).container.env?.find(({ name }) => name === 'DATABASE_URL')?.valueFrom?.secretKeyRef.key;
        assert.equal(key, `${workload.metadata.name === 'migrate' ? 'owner' : workload.metadata.name}-database-url`);
      }
    });
  });
}

test('the overlays differ in namespace, image and exposure', { skip }, () => {
  const [staging, production] = [render('overlays/staging'), render('overlays/production')];
  const tagOf = (manifests: Manifest[]): string => podOf(only(manifests, 'Deployment', 'gateway')).container.image;
  assert.notEqual(tagOf(staging), tagOf(production));
  assert.notEqual(only(staging, 'Deployment', 'gateway').metadata.namespace, only(production, 'Deployment', 'gateway').metadata.namespace);
  assert.ok(only(production, 'Ingress', 'gateway').spec.rules.every(({ host }) => host.length > 0));
});

describe('docker-compose.yml', () => {
  const text = read('docker-compose.yml');
  const { services, networks } = parse(text, { merge: true }) as { services: Record<string, ComposeService>; networks: Record<string, { internal?: boolean }> };

  test('has the five services and the migration, each running a source that exists', () => {
    const ours = Object.keys(services).filter((name) => services[name]?.build);
    assert.deepEqual(ours.sort(), [...SERVICES, 'migrate'].sort());
    const config = read('libs/service/config.ts');
    for (const name of ours) {
      const service = services[name]!;
      assert.ok(existsSync(join(ROOT, sourceOf(service.command))), `${sourceOf(service.command)} does not exist`);
      assert.deepEqual([service.read_only, service.user, service.cap_drop], [true, '1000:1000', ['ALL']], name);
      for (const variable of Object.keys(service.environment)) assert.match(config, new RegExp(`\\b${variable}\\b`), `${variable} is not read by libs/service/config.ts`);
    }
  });

  test('starts the services after the migration and outwaits their drain', () => {
    for (const name of SERVICES) {
      const service = services[name]!;
      assert.equal(service.depends_on?.['migrate']?.condition, 'service_completed_successfully', name);
      for (const backend of ['redis', 'blobs']) assert.equal(service.depends_on?.[backend]?.condition, 'service_healthy', name);
      assert.ok(service.healthcheck?.test.join(' ').includes(`:${service.environment['OPS_PORT']}/health/ready`), name);
      assert.equal(service.restart, 'unless-stopped', name);
      assert.ok(Number.parseInt(service.stop_grace_period ?? '0') > Number(service.environment['DRAIN_SECONDS']), name);
      assert.match(service.environment['DATABASE_URL'] ?? '', new RegExp(`^postgres://souk_${name}:`));
    }
    assert.equal(services['migrate']?.depends_on?.['postgres']?.condition, 'service_healthy');
  });

  test('keeps the queue: Redis evicts nothing and writes its log', () => {
    const command = services['redis']?.command ?? [];
    assert.equal(command[command.indexOf('--maxmemory-policy') + 1], 'noeviction');
    assert.equal(command[command.indexOf('--appendonly') + 1], 'yes');
  });

  test('pins, checks and stores what it runs on', () => {
    for (const name of ['postgres', 'redis', 'blobs']) {
      const service = services[name]!;
      assert.match(service.image, TAGGED, name);
      assert.ok(service.healthcheck && service.volumes?.length === 1, name);
    }
  });

  test('exposes the gateway alone, and gives the others no way out', () => {
    assert.equal(networks['data']?.internal, true);
    for (const [name, service] of Object.entries(services)) {
      assert.equal(service.ports?.length ?? 0, name === 'gateway' ? 1 : 0, name);
      assert.deepEqual(service.networks, name === 'gateway' ? ['data', 'edge'] : ['data'], name);
    }
  });

  test('refuses to start without a secret that .env.example lists empty', () => {
    const secrets = [...read('.env.example').matchAll(/^([A-Z0-9_]+)=$/gm)].map((match) => match[1]!);
    const uses = [...text.matchAll(/\$\{([A-Z0-9_]+)([^}]*)\}/g)].map(([use, name, guard]) => ({ use, name: name!, guard }));
    assert.deepEqual(secrets.filter((name) => !uses.some((use) => use.name === name)), [], 'in .env.example, but not used');
    for (const { use, name, guard } of uses) {
      if (secrets.includes(name)) assert.equal(guard, `:?set ${name} in .env`);
      else assert.match(use, /^\$\{\w+:-\w*\}$/, `${use} has no default and is not a secret of .env.example`);
    }
  });
});

describe('Dockerfile', () => {
  const text = read('Dockerfile');

  test('runs as an ordinary user, without development packages', () => {
    const runtime = text.slice(text.lastIndexOf('\nFROM '));
    assert.match(runtime, /^FROM node:\$\{NODE_VERSION\}-slim$/m);
    assert.match(runtime, /^USER 1000:1000$/m);
    assert.match(text, /npm ci --omit=dev --omit=optional/);
    assert.match(runtime, /COPY --from=dependencies \/app\/node_modules/);
  });

  test('has both engines of the sandbox: isolated-vm is copied with all it needs, and loads without a compiler', async (t) => {
    const copied = [...text.matchAll(/^COPY --from=build \/app\/node_modules\/(\S+) \.\/node_modules\/\1$/gm)].map((match) => match[1]!);
    const { packages } = JSON.parse(read('package-lock.json')) as { packages: Record<string, { dependencies?: Record<string, string> }> };
    const needed = (name: string): string[] => [name, ...Object.keys(packages[`node_modules/${name}`]!.dependencies ?? {}).flatMap(needed)];
    assert.deepEqual(copied.sort(), needed('isolated-vm').sort());
    if (!existsSync(join(ROOT, 'node_modules/isolated-vm'))) return t.skip('isolated-vm is not installed for this platform: whether it loads in the image WAS NOT CHECKED');
    const image = await mkdtemp(join(tmpdir(), 'souk-image-'));
    try {
      for (const name of copied) await cp(join(ROOT, 'node_modules', name), join(image, 'node_modules', name), { recursive: true });
      assert.ok(!existsSync(join(image, 'node_modules/isolated-vm/build')), 'compiled here, which says nothing about the image');
      const { stdout, stderr } = spawnSync(process.execPath, ['--no-node-snapshot', '-p', "new (require('isolated-vm').Isolate)().createContextSync().evalSync('6 * 7')"], { cwd: image, env: {}, encoding: 'utf8' });
      assert.equal(stdout, '42\n', stderr);
    } finally {
      await rm(image, { recursive: true });
    }
  });

  test('keeps secrets and local state out of the build', () => {
    const ignored = read('.dockerignore').split('\n');
    for (const name of ['.env*', '.git', '.souk', 'node_modules', 'dist']) assert.ok(ignored.includes(name), name);
  });
});
