import { nodeOf, versions } from '../../tooling/runtimes.ts';
import type { Project } from '../src/project.ts';

/** An app of NestJS, in CommonJS as its generator makes it. A client is injected into a service, for a controller. */
export const nest: Project = {
  name: 'nest',
  dependencies: {
    '@nestjs/common': '^12.0.0',
    '@nestjs/core': '^12.0.0',
    '@nestjs/platform-express': '^12.0.0',
    '@types/node': '24.19.2',
    'reflect-metadata': '^0.2.2',
    rxjs: '^7.8.0',
    typescript: '5.9.3',
  },
  manifest: { type: 'commonjs' },
  files: () => ({
    'tsconfig.json': JSON.stringify({
      compilerOptions: {
        module: 'nodenext',
        target: 'es2023',
        strict: true,
        skipLibCheck: true,
        emitDecoratorMetadata: true,
        experimentalDecorators: true,
        rootDir: 'src',
        outDir: 'out',
      },
      include: ['src'],
    }),
    'src/main.ts': `import 'reflect-metadata';
import { type CloudClient, createCloudClient } from '@acme/cloud';
import { Controller, Get, Inject, Injectable, Module, type OnModuleDestroy } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';

const CLOUD = Symbol('CloudClient');

@Injectable()
class Applications implements OnModuleDestroy {
  constructor(@Inject(CLOUD) private readonly cloud: CloudClient) {}

  async names(): Promise<string[]> {
    const page = await this.cloud.get('/applications', { query: { limit: 2 } });
    return (page._embedded?.items ?? []).map(({ name }) => name);
  }

  async onModuleDestroy(): Promise<void> {
    await this.cloud.tokens[Symbol.asyncDispose]();
  }
}

@Controller('applications')
class ApplicationsController {
  constructor(private readonly applications: Applications) {}

  @Get()
  names(): Promise<string[]> {
    return this.applications.names();
  }
}

@Module({
  controllers: [ApplicationsController],
  providers: [
    Applications,
    { provide: CLOUD, useFactory: () => createCloudClient(JSON.parse(process.env.SANDBOX ?? '').cloud) },
  ],
})
class AppModule {}

async function main(): Promise<void> {
  const app = await NestFactory.create(AppModule, { logger: ['error'], abortOnError: false });
  await app.listen(0, '127.0.0.1');
  const answer = await fetch(\`\${await app.getUrl()}/applications\`);
  const names = await answer.json();
  await app.close();
  if (!Array.isArray(names) || names.length !== 2) throw new Error(JSON.stringify(names));
}

main();
`,
  }),
  async check({ run }) {
    await run('tsc', ['-p', '.']);
    await run('node', ['out/main.js'], { node: await nodeOf(versions.node22) });
    await run('node', ['out/main.js'], { node: await nodeOf(versions.node24) });
  },
};
