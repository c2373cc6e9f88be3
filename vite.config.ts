import { defineConfig, type UserConfig } from 'vite';

/** Both builds are made of player/: what the browser gets, and the module by which the server renders pages. */
const SHARED = { root: 'player', oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } } satisfies UserConfig;

/** The web app: result in dist/player, which the server hands out. */
const APP: UserConfig = {
  ...SHARED,
  build: {
    outDir: '../dist/player',
    emptyOutDir: true,
    target: 'es2022',
    // Since these the browsers know light-dark(), on which tokens.css builds both themes.
    cssTarget: ['chrome123', 'safari17.5', 'firefox120'],
    // A data: font or script would need a hole in the Content-Security-Policy.
    assetsInlineLimit: 0,
    // hls.js is large on purpose (alternate audio, CMAF): it stands alone so that its cache outlives our releases.
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'hls', test: /node_modules[\\/]hls\.js/ },
            { name: 'media-chrome', test: /node_modules[\\/](media-chrome|ce-la-react)/ },
            { name: 'tus', test: /node_modules[\\/]tus-js-client/ },
          ],
        },
      },
    },
  },
  // `npx vite` beside a running server: pages from here, everything else from there.
  server: { host: '127.0.0.1', port: 25000, proxy: { '/api': 'http://127.0.0.1:8080', '/hls': 'http://127.0.0.1:8080' } },
};

/** `vite build --ssr`: result in dist/pages, one file that needs no packages; server/pages/page-renderer.ts imports it. */
const PAGES: UserConfig = {
  ...SHARED,
  publicDir: false,
  ssr: { noExternal: true },
  build: {
    outDir: '../dist/pages',
    emptyOutDir: true,
    target: 'node20',
    rolldownOptions: { input: 'player/render-page.tsx' },
  },
};

export default defineConfig(({ isSsrBuild }) => (isSsrBuild ? PAGES : APP));
