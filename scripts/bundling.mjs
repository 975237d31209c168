/** How the sources become one program: shared by the build and by the bench, so that what is measured is what runs. */

/** Handlebars would load a library for source maps that nobody asks it for; it does without where there is none. */
const withoutSourceMaps = {
  name: 'without-source-maps',
  setup(bundling) {
    bundling.onResolve({ filter: /^source-map$/ }, () => ({ path: 'source-map', namespace: 'none' }));
    bundling.onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: 'module.exports = {};' }));
  },
};

export const bundling = {
  bundle: true,
  splitting: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  chunkNames: 'chunks/[name]-[hash]',
  // Packages of the older kind still call `require`.
  banner: {
    js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);",
  },
  // One is native, the other reads files that lie beside its code.
  external: ['libsql', 'libphonenumber-geo-carrier'],
  plugins: [withoutSourceMaps],
  legalComments: 'none',
  // Less to parse at every start; names stay, so that a stack trace can be read.
  minifyWhitespace: true,
  minifySyntax: true,
  logLevel: 'warning',
};
