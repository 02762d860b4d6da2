/**
 * The layer rule (docs/architecture.md): who may import whom. Each rule names the layer and the paths it may reach;
 * anything else is an error. Tests may import what they like.
 */

const TEST = String.raw`\.test\.ts$`;
const PACKAGES_AND_NODE = ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core', 'npm-no-pkg', 'npm-unknown'];

/** Forbids the layer `from` every file of this project but those of `allowed`. */
function layer(name, from, allowed) {
  return {
    name,
    severity: 'error',
    comment: `${name} may import only: ${allowed.join(', ')}`,
    from: { path: from, pathNot: TEST },
    to: { pathNot: allowed, dependencyTypesNot: PACKAGES_AND_NODE },
  };
}

export default {
  forbidden: [
    layer('shared', '^shared/', ['^shared/']),
    layer('core-common', '^main/core/common/', ['^shared/', '^main/core/common/']),
    layer('core-stage', '^main/core/(?!common/)([^/]+)/', ['^shared/', '^main/core/(common|db)/', '^main/core/$1/']),
    layer('core-wiring', '^main/core/[^/]+$', ['^shared/', '^main/core/']),
    layer('workers', '^main/workers/', ['^shared/', '^main/workers/', '^main/core/(db|decode|classify|learn)/']),
    layer('rpc', '^main/rpc/', ['^shared/', '^main/rpc/']),
    // `serve` is a command whose work is another face: the one exception.
    layer('cli-serve', '^main/faces/cli/serve[.]ts$', [
      '^shared/',
      '^main/core/(library|media)[.]ts$',
      '^main/faces/(cli/|http/server[.]ts$|[^/]+$)',
    ]),
    layer('face', '^main/faces/(?!cli/serve[.]ts)([^/]+)/', [
      '^shared/',
      '^main/rpc/',
      '^main/core/(library|media)[.]ts$',
      '^main/faces/$1/',
      '^main/faces/[^/]+$',
    ]),
    layer('faces-common', '^main/faces/[^/]+$', [
      '^shared/',
      '^main/rpc/',
      '^main/core/(library|media)[.]ts$',
      '^main/faces/[^/]+$',
    ]),
    layer('renderer', '^renderer/', ['^shared/', '^renderer/']),
    {
      name: 'texts-follow-the-language',
      severity: 'error',
      comment: 'A catalogue is one language; texts.ts has the current one',
      from: { path: '^renderer/', pathNot: ['^renderer/i18n/', TEST] },
      to: { path: '^renderer/i18n/(en|de)[^/]*[.]ts$' },
    },
    {
      name: 'electron-only-in-its-face',
      severity: 'error',
      from: { pathNot: ['^main/faces/electron/', '^test/'] },
      to: { path: '(^|/)electron(/|$)', dependencyTypes: PACKAGES_AND_NODE },
    },
    {
      name: 'no-node-outside-main',
      severity: 'error',
      comment: 'shared/ and renderer/ run in the page too',
      from: { path: '^(shared|renderer)/', pathNot: TEST },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'shared-is-pure',
      severity: 'error',
      comment: 'The only package that shared/ needs is the validator',
      from: { path: '^shared/', pathNot: TEST },
      to: { dependencyTypes: PACKAGES_AND_NODE, pathNot: '(^|/)valibot(/|$)' },
    },
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    { name: 'resolvable', severity: 'error', from: {}, to: { couldNotResolve: true, pathNot: '^electron$' } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['svelte', 'import', 'require', 'node', 'default'],
      extensions: ['.ts', '.js', '.mjs', '.svelte', '.d.ts'],
    },
  },
};
