// Server and worker, each as one file of JavaScript, and the thread in which the worker reads feeds. tsx would compile them at every start and stand between Node and
// each of some thousand modules: that costs a second and more of a start that should take less than five.
import { join } from 'node:path';
import { type BuildTarget, buildWithStamp, isStale } from './build-stamp.ts';

/** As deep below the root as the sources' folders, because a module of the server finds dist/player from where it lies. */
export const ROLES: BuildTarget = {
  sources: ['core', 'server', 'transcoder', 'prisma/generated', 'package-lock.json'],
  folder: 'dist/roles',
};

export const areRolesStale = (root: string): boolean => isStale(root, ROLES);

export async function buildRoles(root: string): Promise<void> {
  const { build } = await import('vite');
  await buildWithStamp(root, ROLES, () =>
    build({
      configFile: false,
      root,
      logLevel: 'error',
      build: {
        // For Node: packages stay where they are, in node_modules.
        ssr: true,
        target: 'node20',
        outDir: join(root, ROLES.folder),
        emptyOutDir: true,
        sourcemap: true,
        rolldownOptions: {
          input: {
            server: 'server/main.ts',
            worker: 'transcoder/main.ts',
            // A thread of the worker, which looks for it beside itself (transcoder/import/open-feed-reader.ts).
            'feed-thread': 'transcoder/import/feed-thread.ts',
          },
          output: { entryFileNames: '[name].js' },
        },
      },
    }),
  );
}
