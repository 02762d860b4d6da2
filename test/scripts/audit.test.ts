import { expect, it } from 'vitest';
import { readAudit } from '../../scripts/lib/audit.mjs';

const shipped = new Set(['node_modules/sharp', 'node_modules/a/node_modules/b']);

/** As npm 10 and later write it. */
const report = (vulnerabilities: object) => JSON.stringify({ auditReportVersion: 2, vulnerabilities, metadata: {} });
const hole = (severity: string, ...nodes: string[]) => ({
  name: 'sharp',
  severity,
  range: '<0.36.0',
  nodes,
  via: [{ title: 'Reads too far', url: 'https://example.org/1' }, 'libvips'],
});

it('names serious holes of what the program is made of, and nothing else', () => {
  const text = report({
    sharp: hole('high', 'node_modules/sharp'),
    b: hole('critical', 'node_modules/b', 'node_modules/a/node_modules/b'),
    mild: hole('moderate', 'node_modules/sharp'),
    tool: hole('critical', 'node_modules/tool'),
  });
  expect(readAudit(text, shipped)).toEqual({
    holes: [
      'sharp <0.36.0 (high): Reads too far https://example.org/1; by libvips',
      'b <0.36.0 (critical): Reads too far https://example.org/1; by libvips',
    ],
    unknown: null,
  });
  expect(readAudit(report({}), shipped)).toEqual({ holes: [], unknown: null });
});

it('knows nothing where the registry does not answer, and says why', () => {
  const refused = JSON.stringify({
    message: '405 Method Not Allowed - POST https://example.org/bulk',
    statusCode: 405,
  });
  expect(readAudit(refused, shipped)).toEqual({
    holes: null,
    unknown: 'the registry does not tell (405 Method Not Allowed - POST https://example.org/bulk)',
  });
  const offline = JSON.stringify({ error: { code: 'ENOTFOUND', summary: 'getaddrinfo ENOTFOUND\nmore', detail: '' } });
  expect(readAudit(offline, shipped).unknown).toBe('the registry does not tell (getaddrinfo ENOTFOUND)');
  expect(readAudit('', shipped).unknown).toBe('npm gave no report');
  expect(readAudit('{"vulnerabilities":null}', shipped).unknown).toBe('the registry does not tell');
});
